# A name server that never answers holds up neither start nor stop.
cp /etc/resolv.conf /run/resolv.conf 2>/dev/null
systemd-run -q --unit=silent-resolver --socket-property=ListenDatagram=127.0.0.77:53 --service-type=exec sleep infinity
rm -f /etc/resolv.conf
printf 'nameserver 127.0.0.77\noptions timeout:30 attempts:5\n' >/etc/resolv.conf
write_config "https://stalled.example:$port"
systemctl stop threadmirror
prove "it becomes ready without a name server" timeout 10 systemctl start threadmirror
prove "a lookup is under way" within 5 grep -q ' 4D00007F:0035 ' /proc/net/udp
prove "it waits for the name" active
began=$(date +%s%N)
systemctl stop threadmirror
took=$((($(date +%s%N) - began) / 1000000))
prove "it stops within 5 s during the lookup (took $took ms)" test "$took" -lt 5000
prove "and ends with success" equals "$(show Result)/$(show ExecMainStatus)" success/0
systemctl stop silent-resolver.socket silent-resolver.service 2>/dev/null
rm -f /etc/resolv.conf
cp /run/resolv.conf /etc/resolv.conf 2>/dev/null
write_config
systemctl start threadmirror
prove "it goes on afterwards" catches_up
