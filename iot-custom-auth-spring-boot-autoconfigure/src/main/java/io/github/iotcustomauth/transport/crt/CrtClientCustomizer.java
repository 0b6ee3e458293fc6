package io.github.iotcustomauth.transport.crt;

import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;

/**
 * Changes what is handed to the native client of every attempt, for what the settings do
 * not offer, an HTTP proxy for instance. Called last, so that it wins over everything.
 */
@FunctionalInterface
public interface CrtClientCustomizer {

	/**
	 * Customize the options of a client.
	 * @param options the options; life-cycle events, publish events and reconnect delays
	 * must be left alone
	 * @param connect the CONNECT packet
	 */
	void customize(Mqtt5ClientOptionsBuilder options, ConnectPacketBuilder connect);

}
