package io.github.iotcustomauth.internal.attempt;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Preparations of one connection, from start to start. At most two of them may hang in
 * code of the application that does not return although it was interrupted.
 *
 * @param settings the settings
 * @param provider provides the credentials
 * @param transports creates the transports
 * @param engine the engine
 * @param threads threads for the code of the application
 * @param unwanted credentials that the provider is to discard
 * @param hanging the number of preparations that hang
 * @param failing whether the provider failed the last time
 * @param probing whether a probe runs
 */
public record Preparations(ConnectionSettings settings, CustomAuthCredentialsProvider provider,
		MqttTransportFactory transports, Engine engine, Executor threads, Queue<CustomAuthCredentials> unwanted,
		AtomicInteger hanging, AtomicBoolean failing, AtomicBoolean probing) {

	private static final Log logger = LogFactory.getLog(Preparations.class);

	private static final int MAX_HANGING = 2;

	public Preparations(ConnectionSettings settings, CustomAuthCredentialsProvider provider,
			MqttTransportFactory transports, Engine engine, Executor threads) {
		this(settings, provider, transports, engine, threads, new ConcurrentLinkedQueue<>(), new AtomicInteger(),
				new AtomicBoolean(), new AtomicBoolean());
	}

	/**
	 * Let the provider discard credentials before it is asked again.
	 * @param credentials the credentials
	 */
	public void discard(CustomAuthCredentials credentials) {
		this.unwanted.add(credentials);
	}

	/**
	 * Prepare the transport of an attempt. One of the callbacks is called on the engine,
	 * unless the attempt is given up.
	 * @param attempt the attempt
	 * @param prepared called when the attempt has a transport
	 * @param failed receives the failure
	 */
	public void begin(Attempt attempt, Runnable prepared, Consumer<IotFailure> failed) {
		Preparation preparation = new Preparation(this, attempt, (transport) -> {
			attempt.take(transport);
			prepared.run();
		}, failed);
		attempt.await(preparation);
		if (this.hanging.get() >= MAX_HANGING) {
			preparation.fail(IotFailure.of(FailureReason.PREPARATION_HANGS));
		}
		else {
			preparation.begin();
		}
	}

	void discardUnwanted() {
		CustomAuthCredentials credentials = this.unwanted.poll();
		while (credentials != null) {
			try {
				this.provider.discard(credentials);
			}
			catch (RuntimeException ex) {
				// its message may carry secrets
				logger.warn("The credentials provider could not discard credentials: " + ex.getClass().getName());
			}
			credentials = this.unwanted.poll();
		}
	}

}
