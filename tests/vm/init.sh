#!/bin/busybox sh
# The first process of the guest: the machine's own files, read-only under a layer of memory, and a real D-Bus on them.
PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do
    insmod "/modules/$module" || echo "guest: no $module"
done < /modules/order
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=512000 machine /machine || echo "guest: no files"
mount -t tmpfs -o size=400m memory /memory
mkdir -p /memory/upper /memory/work
mount -t overlay -o lowerdir=/machine,upperdir=/memory/upper,workdir=/memory/work overlay /root
for folder in proc sys dev; do mount --move "/$folder" "/root/$folder"; done
mkdir -p /root/dev/shm /root/dev/pts
mount -t tmpfs run /root/run
mount -t tmpfs tmp /root/dev/shm
mkdir -p /root/run/dbus
# What this machine's own bluetoothd may know is nothing to the guest's.
rm -rf /root/var/lib/bluetooth
mkdir -p /root/var/lib/bluetooth
# D-Bus would start bluetoothd when it is called, by systemd, which is not here; without this its error is another.
rm -f /root/usr/share/dbus-1/system-services/org.bluez.service
ifconfig lo 127.0.0.1 up
cp /work.sh /root/run/work.sh
touch /root/run/nara-guest
chroot /root /bin/bash /run/work.sh
echo "guest: exit $?"
poweroff -f
