package io.github.iotcustomauth.internal.connection;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.IotConnectionFactory.ClosableIotConnection;

/**
 * A connection that is made while the application runs, and closed by its user.
 */
public final class RuntimeConnection extends DefaultIotConnection implements ClosableIotConnection {

	private final Duration stopTimeout;

	private final Consumer<RuntimeConnection> closed;

	/**
	 * Create a connection. Nothing is connected before {@link #start()}.
	 * @param settings the settings
	 * @param credentials asked before every attempt
	 * @param transports makes the transport of each attempt
	 * @param executors the threads
	 * @param events told about the connection
	 * @param errorHandler decides about messages whose handler failed
	 * @param meters told what happens to the connection and its messages
	 * @param stopTimeout how long closing may take
	 * @param closed told that it has been closed
	 */
	public RuntimeConnection(ConnectionSettings settings, CustomAuthCredentialsProvider credentials,
			MqttTransportFactory transports, ConnectionExecutors executors, Consumer<Object> events,
			IotListenerErrorHandler errorHandler, ConnectionMeters meters, Duration stopTimeout,
			Consumer<RuntimeConnection> closed) {
		super(settings, credentials, transports, executors, events, errorHandler, null, meters);
		this.stopTimeout = stopTimeout;
		this.closed = closed;
	}

	@Override
	public void close() {
		close(this.stopTimeout);
	}

	/**
	 * Close the connection.
	 * @param limit how long that may take
	 */
	public void close(Duration limit) {
		try {
			stop(limit);
		}
		finally {
			this.closed.accept(this);
		}
	}

}
