package io.github.iotcustomauth.internal.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.internal.observation.SendOperation;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * The {@link IotClient}. Has no threads of its own and nothing to close.
 */
public final class DefaultIotClient implements UnstoredClient {

	private static final int MAX_TEMPLATES = 256;

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	private final IotConnection connection;

	private final Function<IotMessage.Builder, CompletableFuture<@Nullable Void>> publisher;

	private final PayloadConverter converter;

	private final Duration requestTimeout;

	private final Requests requests;

	private final MessageObservations observations;

	private final ConcurrentLruCache<String, TopicTemplate> templates;

	/**
	 * Create a client whose requests wait for 30 seconds, and get their answers on
	 * {@code clients/<client id>/replies}.
	 * @param connection the connection
	 * @param converter converts bodies and answers
	 */
	public DefaultIotClient(IotConnection connection, PayloadConverter converter) {
		this(connection, converter, REQUEST_TIMEOUT, null, MessageObservations.NONE);
	}

	/**
	 * Create a client.
	 * @param connection the connection
	 * @param converter converts bodies and answers
	 * @param requestTimeout how long a request may take unless it says otherwise, more
	 * than zero
	 * @param replyTopic the topic for answers, which no other client uses, or
	 * {@code null} for {@code clients/<client id>/replies}
	 * @param observations observes the messages
	 */
	public DefaultIotClient(IotConnection connection, PayloadConverter converter, Duration requestTimeout,
			@Nullable String replyTopic, MessageObservations observations) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		DefaultMessageSpec.requirePositive(requestTimeout, "requestTimeout");
		if (replyTopic != null) {
			// a wrong topic is an error now and not at the first request
			IotMessage.to(replyTopic);
		}
		this.connection = connection;
		this.publisher = (message) -> connection.publish(message.build());
		this.converter = converter;
		this.requestTimeout = requestTimeout;
		this.requests = new Requests(connection, converter, replyTopic, new SecureRandom());
		this.observations = observations;
		this.templates = new ConcurrentLruCache<>(MAX_TEMPLATES, TopicTemplate::new);
	}

	private DefaultIotClient(DefaultIotClient client, UnstoredPublisher publisher) {
		this.connection = client.connection;
		this.publisher = (message) -> publisher.publishUnstored(message.build());
		this.converter = client.converter;
		this.requestTimeout = client.requestTimeout;
		this.requests = client.requests;
		this.observations = client.observations;
		this.templates = client.templates;
	}

	// the connection may be one of the application, or a mock
	@Override
	public IotClient unstored() {
		return (this.connection instanceof UnstoredPublisher unstored) ? new DefaultIotClient(this, unstored) : this;
	}

	@Override
	public MessageSpec to(String topic, Object... variables) {
		Assert.notNull(variables, "'variables' must not be null");
		if (variables.length == 0) {
			// it may be that of a single device
			return new DefaultMessageSpec(this, new TopicTemplate(topic).expand(), null);
		}
		Assert.notNull(topic, "'topic' must not be null");
		return new DefaultMessageSpec(this, this.templates.get(topic).expand(variables), topic);
	}

	CompletableFuture<@Nullable Void> publish(IotMessage.Builder message, @Nullable String template) {
		return this.observations.send(SendOperation.PUBLISH, this.connection, template, message, this.publisher);
	}

	<T> CompletableFuture<T> request(IotMessage.Builder message, @Nullable String template,
			ParameterizedTypeReference<T> type, Duration limit) {
		return this.observations.send(SendOperation.REQUEST, this.connection, template, message,
				(observed) -> this.requests.request(observed, type, limit));
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
