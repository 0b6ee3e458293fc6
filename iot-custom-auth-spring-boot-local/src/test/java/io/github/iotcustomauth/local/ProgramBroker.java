package io.github.iotcustomauth.local;

import io.netty.handler.codec.mqtt.MqttProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Broker that runs programs one after the other, with a client of its own that is told of
 * lost connections by their last wills.
 */
final class ProgramBroker implements AutoCloseable {

	private final boolean reference;

	private final Connector connector;

	private final String watched;

	private final RawClient watcher;

	private int connections;

	/**
	 * Create a broker.
	 * @param name tells those apart that run programs at the same time
	 * @param reference whether it is the one that the endpoint is compared with
	 * @param connector opens connections
	 */
	ProgramBroker(String name, boolean reference, Connector connector) throws Exception {
		this.reference = reference;
		this.connector = connector;
		this.watched = "gone/" + name;
		this.watcher = connector.open(4);
		assertThat(this.watcher.connect("watcher-" + name).variableHeader().connectReturnCode().byteValue()).isZero();
		assertThat(this.watcher.subscribe(1, 0, this.watched)).containsExactly(0);
	}

	boolean isReference() {
		return this.reference;
	}

	RawClient open(int version) throws Exception {
		return this.connector.open(version);
	}

	String willTopic() {
		return this.watched;
	}

	// Return a text that tells the next connection from all others.
	String nextConnection() {
		return String.valueOf(++this.connections);
	}

	// Wait until the broker has noticed that a connection is lost.
	void awaitLoss(String connection) throws Exception {
		while (!this.watcher.expectMessage(this.watched).equals(connection)) {
			// that of a connection whose place another has taken
		}
	}

	void clearRetained(String topic) {
		this.watcher.publish(topic, 0, 0, new byte[0], true, MqttProperties.NO_PROPERTIES);
	}

	@Override
	public void close() throws Exception {
		this.watcher.close();
	}

	/**
	 * Opens connections to a broker.
	 */
	interface Connector {

		RawClient open(int version) throws Exception;

	}

}
