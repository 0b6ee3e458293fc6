package io.github.iotcustomauth.internal.client;

import java.security.SecureRandom;
import java.time.Duration;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link IotClient}. Has no threads of its own and nothing to close.
 */
public final class DefaultIotClient implements IotClient {

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	private final IotConnection connection;

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
		this.converter = converter;
		this.requestTimeout = requestTimeout;
		this.requests = new Requests(connection, converter, replyTopic, new SecureRandom());
	}

	@Override
	public MessageSpec to(String topic, Object... variables) {
		Assert.notNull(variables, "'variables' must not be null");
		return new DefaultMessageSpec(this, new TopicTemplate(topic).expand(variables));
	}

	IotConnection connection() {
		return this.connection;
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
