package io.github.iotcustomauth.local;

import java.time.Duration;

/**
 * Faults that a test asks an endpoint to show.
 * <p>
 * A method that is named after a packet says what the packet contains, {@code delay…}
 * when it comes, and {@code never…} that it does not come; they can be combined. A fault
 * applies to all clients, from the next packet on, on existing connections too, until it
 * is taken back or {@link #reset()} takes all back. Reason codes are those of MQTT 5; an
 * {@link IllegalArgumentException} rejects one that MQTT 5 does not have for the packet.
 * Safe for use by several threads; only {@link #redeliver(String)} blocks.
 */
public interface Faults {

	/**
	 * Refuse every CONNECT before the authorizer is asked. MQTT 3.1.1 clients are
	 * disconnected without a CONNACK.
	 * @param reasonCode the CONNACK reason code, {@code 0x80} or more
	 */
	void refuseConnects(int reasonCode);

	/**
	 * Refuse every CONNECT of one client before the authorizer is asked, whatever happens
	 * to those of others. A client that is connected stays.
	 * @param clientId the client id
	 * @param reasonCode the CONNACK reason code, {@code 0x80} or more
	 */
	void refuseConnects(String clientId, int reasonCode);

	/**
	 * Take {@link #refuseConnects(int)} and {@link #refuseConnects(String, int)} back.
	 */
	void acceptConnects();

	/**
	 * Take {@link #refuseConnects(String, int)} back. As long as every CONNECT is to be
	 * refused, those of this client are, too.
	 * @param clientId the client id
	 */
	void acceptConnects(String clientId);

	/**
	 * Set a property of the CONNACK that admits a client, which then also holds for the
	 * connection. Connections that exist keep what they were told, and MQTT 3.1.1, whose
	 * CONNACK has no properties, is as before.
	 * @param property the property
	 * @param value its value, in the unit of the property
	 */
	void connack(ConnackProperty property, long value);

	/**
	 * Leave CONNECT packets without an answer.
	 * @param active whether to do so
	 */
	void neverConnack(boolean active);

	/**
	 * Leave WebSocket upgrade requests without an answer.
	 * @param active whether to do so
	 */
	void neverUpgrade(boolean active);

	/**
	 * Accept new TCP connections and reset them at once, before TLS. Connections that
	 * exist stay.
	 * @param active whether to do so
	 */
	void cutNewConnections(boolean active);

	/**
	 * Answer each SUBSCRIBE with these codes, one for each topic filter in turn, the last
	 * one for all further filters; so {@code suback(0x97)} throttles everything. Code
	 * {@code 0x00} or {@code 0x01} grants that QoS unless a rule refuses the filter; any
	 * other code refuses it, and MQTT 3.1.1 clients get {@code 0x80}.
	 * @param reasonCodes the SUBACK reason codes; none takes the fault back
	 */
	void suback(int... reasonCodes);

	/**
	 * Answer the next SUBSCRIBE only with codes, as {@link #suback(int...)} does. Called
	 * several times, it does so for as many SUBSCRIBE packets, one after the other.
	 * @param reasonCodes the SUBACK reason codes, at least one
	 */
	void subackNext(int... reasonCodes);

	/**
	 * Leave SUBSCRIBE packets without an answer. They take effect.
	 * @param active whether to do so
	 */
	void neverSuback(boolean active);

	/**
	 * Leave UNSUBSCRIBE packets without an answer. They take effect.
	 * @param active whether to do so
	 */
	void neverUnsuback(boolean active);

	/**
	 * Answer the QoS 1 publishes of MQTT 5 clients with a code, and discard them, also
	 * with a code below {@code 0x80}. A PUBACK of MQTT 3.1.1 has no code: its publishes
	 * are delivered and acknowledged as before.
	 * @param reasonCode the PUBACK reason code
	 */
	void puback(int reasonCode);

	/**
	 * Send each PUBACK later. The message is delivered at once, and counts as
	 * unacknowledged meanwhile.
	 * @param delay how much later; zero takes the fault back
	 */
	void delayPuback(Duration delay);

	/**
	 * Leave QoS 1 publishes without an answer. They are delivered, unless
	 * {@link #puback(int)} discards them.
	 * @param active whether to do so
	 */
	void neverPuback(boolean active);

	/**
	 * Send a client everything again that it has not acknowledged, on the live connection
	 * and without the DUP flag, as AWS IoT Core does after a while. Does nothing when the
	 * client is not connected. Waits for the event loop.
	 * @param clientId the client id
	 * @throws IllegalStateException if the endpoint does not react within 10 seconds
	 */
	void redeliver(String clientId);

	/**
	 * Give messages that are sent again on a live connection other packet identifiers, be
	 * it because of {@link #redeliver(String)} or of {@link Limit#REDELIVERY}. The client
	 * has to acknowledge the last one.
	 * @param active whether to do so
	 */
	void renumberRedelivered(boolean active);

	/**
	 * Limit the bandwidth of each connection, separately for each direction and with TLS
	 * included.
	 * @param bytesPerSecond the bandwidth in bytes per second; zero takes the limit back
	 */
	void limitBandwidth(long bytesPerSecond);

	/**
	 * Delay what clients and the endpoint send to each other.
	 * @param oneWay the time that bytes take in each direction, half of a round trip;
	 * zero takes the delay back
	 */
	void delayNetwork(Duration oneWay);

	/**
	 * Take all faults back. What is on its way in a slow network arrives at once.
	 */
	void reset();

}
