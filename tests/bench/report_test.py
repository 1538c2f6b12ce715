import unittest

from report import ratios, spread, table


class Spread(unittest.TestCase):
    def test_several_values_show_median_least_and_most(self):
        self.assertEqual(spread([3.0, 1.0, 2.0]), "2.00 (1.00–3.00)")

    def test_an_even_count_shows_the_middle_of_the_middle_two(self):
        self.assertEqual(spread([1.0, 2.0, 4.0, 8.0], 1), "3.0 (1.0–8.0)")

    def test_one_value_has_no_spread(self):
        self.assertEqual(spread([1.5], 1), "1.5")


class Ratios(unittest.TestCase):
    def test_are_taken_round_by_round(self):
        self.assertEqual(ratios([2.0, 9.0], [1.0, 3.0]), [2.0, 3.0])

    def test_of_unequal_rounds_are_refused(self):
        with self.assertRaises(ValueError):
            ratios([1.0, 2.0], [1.0])


class Table(unittest.TestCase):
    def test_aligns_numbers_to_the_right(self):
        self.assertEqual(table(["", "s"], [["curl", 1.5]]), "|  | s |\n| --- | ---: |\n| curl | 1.5 |")


if __name__ == "__main__":
    unittest.main()
