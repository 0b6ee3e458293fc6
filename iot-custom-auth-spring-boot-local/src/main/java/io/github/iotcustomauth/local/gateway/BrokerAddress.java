package io.github.iotcustomauth.local.gateway;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.netty.util.NetUtil;

/**
 * How to get into the broker.
 *
 * @param port the loopback port
 * @param username the user name
 * @param password the password
 */
record BrokerAddress(int port, String username, String password) {

	InetSocketAddress socketAddress() {
		return new InetSocketAddress(NetUtil.LOCALHOST4, this.port);
	}

	byte[] passwordBytes() {
		return this.password.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "BrokerAddress[port=" + this.port + "]";
	}

}
