"""The server's doors to the world, one technology each: MQTT, broker, store, keys, InfluxDB, clock."""
