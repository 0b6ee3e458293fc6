package io.github.iotcustomauth.internal.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link IotClient}. Has no threads of its own and nothing to close.
 */
public final class DefaultIotClient implements UnstoredClient {

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	private final IotConnection connection;

	private final Function<IotMessage, CompletableFuture<@Nullable Void>> publisher;

	private final PayloadConverter converter;

	private final Duration requestTimeout;

	private final Requests requests;

	/**
	 * Create a client whose requests wait for 30 seconds, and get their answers on
	 * {@code clients/<client id>/replies}.
	 * @param connection the connection
	 * @param converter converts bodies and answers
	 */
	public DefaultIotClient(IotConnection connection, PayloadConverter converter) {
		this(connection, converter, REQUEST_TIMEOUT, null);
	}

	/**
	 * Create a client.
	 * @param connection the connection
	 * @param converter converts bodies and answers
	 * @param requestTimeout how long a request may take unless it says otherwise, more
	 * than zero
	 * @param replyTopic the topic for answers, which no other client uses, or
	 * {@code null} for {@code clients/<client id>/replies}
	 */
	public DefaultIotClient(IotConnection connection, PayloadConverter converter, Duration requestTimeout,
			@Nullable String replyTopic) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		DefaultMessageSpec.requirePositive(requestTimeout, "requestTimeout");
		if (replyTopic != null) {
			// a wrong topic is an error now and not at the first request
			IotMessage.to(replyTopic);
		}
		this.connection = connection;
		this.publisher = connection::publish;
		this.converter = converter;
		this.requestTimeout = requestTimeout;
		this.requests = new Requests(connection, converter, replyTopic, new SecureRandom());
	}

	private DefaultIotClient(DefaultIotClient client, UnstoredPublisher publisher) {
		this.connection = client.connection;
		this.publisher = publisher::publishUnstored;
		this.converter = client.converter;
		this.requestTimeout = client.requestTimeout;
		this.requests = client.requests;
	}

	// the connection may be one of the application, or a mock
	@Override
	public IotClient unstored() {
		return (this.connection instanceof UnstoredPublisher unstored) ? new DefaultIotClient(this, unstored) : this;
	}

	@Override
	public MessageSpec to(String topic, Object... variables) {
		Assert.notNull(variables, "'variables' must not be null");
		return new DefaultMessageSpec(this, new TopicTemplate(topic).expand(variables));
	}

	CompletableFuture<@Nullable Void> publish(IotMessage message) {
		return this.publisher.apply(message);
	}

	PayloadConverter converter() {
		return this.converter;
	}

	Duration requestTimeout() {
		return this.requestTimeout;
	}

	Requests requests() {
		return this.requests;
	}

}
