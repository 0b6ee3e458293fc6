package io.github.iotcustomauth.internal.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.client.IotClient.MessageSpec;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * The {@link MessageSpec}.
 */
final class DefaultMessageSpec implements MessageSpec {

	private static final Duration MAX_EXPIRY = Duration.ofDays(7);

	private final DefaultIotClient client;

	private final String topic;

	private final @Nullable String template;

	private final @Nullable Object body;

	private final @Nullable String contentType;

	private final Consumer<IotMessage.Builder> options;

	DefaultMessageSpec(DefaultIotClient client, String topic, @Nullable String template) {
		this(client, topic, template, null, null, (message) -> {
		});
		IotMessage.to(topic);
	}

	private DefaultMessageSpec(DefaultIotClient client, String topic, @Nullable String template, @Nullable Object body,
			@Nullable String contentType, Consumer<IotMessage.Builder> options) {
		this.client = client;
		this.topic = topic;
		this.template = template;
		this.body = body;
		this.contentType = contentType;
		this.options = options;
	}

	@Override
	public MessageSpec qos(Qos qos) {
		return with((message) -> message.qos(qos));
	}

	@Override
	public MessageSpec retain() {
		return with((message) -> message.retain(true));
	}

	@Override
	public MessageSpec userProperty(String name, String value) {
		return with((message) -> message.userProperty(name, value));
	}

	@Override
	public MessageSpec expiry(Duration expiry) {
		Assert.notNull(expiry, "'expiry' must not be null");
		return with((message) -> message.expiry(expiry));
	}

	private MessageSpec with(Consumer<IotMessage.Builder> option) {
		// a wrong value is an error here and not when the message is sent
		option.accept(IotMessage.to(this.topic));
		return new DefaultMessageSpec(this.client, this.topic, this.template, this.body, this.contentType,
				this.options.andThen(option));
	}

	@Override
	public MessageSpec contentType(String contentType) {
		Assert.hasText(contentType, "'contentType' must not be empty");
		return new DefaultMessageSpec(this.client, this.topic, this.template, this.body, contentType, this.options);
	}

	@Override
	public MessageSpec body(Object body) {
		Assert.notNull(body, "'body' must not be null");
		return new DefaultMessageSpec(this.client, this.topic, this.template, body, this.contentType, this.options);
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return this.client.publish(message(null), this.template);
	}

	private IotMessage.Builder message(@Nullable Duration expiry) {
		IotMessage.Builder message = IotMessage.to(this.topic).contentType(this.contentType).expiry(expiry);
		if (this.body != null) {
			this.client.converter().write(this.body, this.contentType, message);
		}
		this.options.accept(message);
		return message;
	}

	@Override
	public void sendAndWait(Duration limit) {
		requirePositive(limit, "limit");
		try {
			send().get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			IotFailure failure = (cause instanceof IotConnectionException known) ? known.getFailure()
					: IotFailure.of(FailureReason.UNEXPECTED_ERROR).withDetail(-1, cause.getClass().getName());
			throw new IotConnectionException("Message for topic '" + PrintableText.of(this.topic) + "' was not sent",
					failure, cause);
		}
		catch (TimeoutException ex) {
			throw new IotConnectionException("Message for topic '" + PrintableText.of(this.topic)
					+ "' was not acknowledged within " + limit.toMillis() + " ms",
					IotFailure.of(FailureReason.NO_ACKNOWLEDGEMENT));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IotConnectionException(
					"The caller no longer waits for the message for topic '" + PrintableText.of(this.topic) + "'",
					IotFailure.of(FailureReason.INTERRUPTED));
		}
	}

	@Override
	public <T> CompletableFuture<T> request(Class<T> type) {
		return request(type, this.client.requestTimeout());
	}

	@Override
	public <T> CompletableFuture<T> request(Class<T> type, Duration limit) {
		Assert.notNull(type, "'type' must not be null");
		return request(ParameterizedTypeReference.forType(type), limit);
	}

	@Override
	public <T> CompletableFuture<T> request(ParameterizedTypeReference<T> type) {
		return request(type, this.client.requestTimeout());
	}

	@Override
	public <T> CompletableFuture<T> request(ParameterizedTypeReference<T> type, Duration limit) {
		Assert.notNull(type, "'type' must not be null");
		requirePositive(limit, "limit");
		return this.client.request(message(expiryWith(limit)), this.template, type, limit);
	}

	private static Duration expiryWith(Duration limit) {
		if (limit.compareTo(MAX_EXPIRY) >= 0) {
			return MAX_EXPIRY;
		}
		return Duration.ofSeconds(limit.getSeconds() + ((limit.getNano() > 0) ? 1 : 0));
	}

	static void requirePositive(Duration duration, String name) {
		Assert.isTrue(duration != null && !duration.isZero() && !duration.isNegative(),
				() -> "'" + name + "' must be longer than zero");
	}

}
