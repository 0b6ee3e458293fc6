package io.github.iotcustomauth.local.internal.protocol;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.NetUtil;

/**
 * How to get into the broker.
 *
 * @param port the loopback port
 * @param username the user name
 * @param password the password
 */
public record BrokerAddress(int port, String username, String password) {

	/** What client ids of the gateway itself begin with; those of clients do not. */
	public static final String OWN_IDS = "$gateway/";

	public InetSocketAddress socketAddress() {
		return new InetSocketAddress(NetUtil.LOCALHOST4, this.port);
	}

	// Return the CONNECT packet of the gateway itself.
	public MqttConnectMessage ownConnect(String name) {
		return MqttMessageBuilders.connect()
			.protocolVersion(MqttVersion.MQTT_5)
			.clientId(OWN_IDS + name)
			.cleanSession(true)
			.keepAlive(0)
			.username(this.username)
			.password(passwordBytes())
			.build();
	}

	byte[] passwordBytes() {
		return this.password.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "BrokerAddress[port=" + this.port + "]";
	}

}
