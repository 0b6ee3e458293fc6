package io.github.iotcustomauth.transport.crt;

import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket.ConnectPacketBuilder;

/**
 * Callback interface to customize the options of the native client of each attempt, such
 * as its retry and flow control. Called last, so that it overrides the settings. May be
 * called on any thread.
 */
@FunctionalInterface
public interface CrtClientCustomizer {

	/**
	 * Customize the options of a client.
	 * @param options the options; lifecycle events, publish events and reconnect delays
	 * must not be changed
	 * @param connect the CONNECT packet
	 */
	void customize(Mqtt5ClientOptionsBuilder options, ConnectPacketBuilder connect);

}
