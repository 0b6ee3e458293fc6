package io.github.iotcustomauth.internal.client;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The requests that wait for their answers, by their correlation data. A request is taken
 * out before its future is completed, whatever completes it.
 */
final class Requests {

	static final int MAX_PENDING = 1000;

	private static final int CORRELATION_BYTES = 16;

	private static final Log logger = LogFactory.getLog(Requests.class);

	private static final IotFailure TOO_MANY = IotFailure.of(FailureReason.TOO_MANY_PENDING_REQUESTS);

	private final Map<ByteBuffer, PendingRequest<?>> pending = new HashMap<>();

	private final AtomicInteger unknown = new AtomicInteger();

	private final IotConnection connection;

	private final PayloadConverter converter;

	private final ReplySubscription replies;

	private final SecureRandom random;

	Requests(IotConnection connection, PayloadConverter converter, @Nullable String replyTopic, SecureRandom random) {
		this.connection = connection;
		this.converter = converter;
		this.replies = new ReplySubscription(connection, replyTopic, this::onReply, this::onSubscription);
		this.random = random;
	}

	<T> CompletableFuture<T> request(IotMessage.Builder message, ParameterizedTypeReference<T> type, Duration limit) {
		// answers must not be guessed by others who may publish to the topic
		byte[] correlationData = new byte[CORRELATION_BYTES];
		this.random.nextBytes(correlationData);
		PendingRequest<T> request = new PendingRequest<>(
				message.responseTopic(this.replies.topic()).correlationData(correlationData).build(), type);
		if (!add(request)) {
			return CompletableFuture.failedFuture(failed(request, TOO_MANY));
		}
		// when the caller completes it
		request.whenComplete((answer, ex) -> remove(request));
		request.limit(limit, () -> fail(request, failed(request, request.noReply())));
		try {
			if (this.replies.ask()) {
				send(request);
			}
		}
		catch (RuntimeException ex) {
			fail(request, ex);
		}
		return request;
	}

	private boolean add(PendingRequest<?> request) {
		synchronized (this.pending) {
			if (this.pending.size() >= MAX_PENDING) {
				return false;
			}
			this.pending.put(key(request), request);
			return true;
		}
	}

	private boolean remove(PendingRequest<?> request) {
		boolean removed;
		synchronized (this.pending) {
			removed = this.pending.remove(key(request)) != null;
		}
		if (removed) {
			request.release();
		}
		return removed;
	}

	private static ByteBuffer key(PendingRequest<?> request) {
		return ByteBuffer.wrap(Objects.requireNonNull(request.message().correlationData()));
	}

	private void fail(PendingRequest<?> request, Throwable ex) {
		if (remove(request)) {
			request.fail(ex);
		}
	}

	private static IotConnectionException failed(PendingRequest<?> request, IotFailure failure) {
		return new IotConnectionException(
				"No answer to the request of topic '" + PrintableText.of(request.message().topic()) + "'", failure);
	}

	private void onSubscription(@Nullable Throwable refusal) {
		List<PendingRequest<?>> waiting;
		synchronized (this.pending) {
			waiting = this.pending.values().stream().filter(PendingRequest::isWaiting).toList();
		}
		for (PendingRequest<?> request : waiting) {
			if (refusal == null) {
				send(request);
			}
			else {
				fail(request, refusal);
			}
		}
	}

	private void send(PendingRequest<?> request) {
		if (!request.start()) {
			return;
		}
		try {
			CompletableFuture<@Nullable Void> published = publish(request.message());
			request.published(published);
			published.whenComplete((nothing, ex) -> {
				if (ex == null) {
					request.acknowledged();
				}
				else {
					fail(request, ex);
				}
			});
		}
		catch (RuntimeException ex) {
			fail(request, ex);
		}
	}

	// nothing waits for an answer after the end of the process, and those who ask in a
	// transaction wait before its end
	private CompletableFuture<@Nullable Void> publish(IotMessage request) {
		return (this.connection instanceof UnstoredPublisher unstored) ? unstored.publishUnstored(request)
				: this.connection.publish(request);
	}

	private void onReply(IotMessage reply) {
		byte[] correlationData = reply.correlationData();
		PendingRequest<?> request = null;
		if (correlationData != null && correlationData.length == CORRELATION_BYTES) {
			synchronized (this.pending) {
				request = this.pending.remove(ByteBuffer.wrap(correlationData));
			}
		}
		if (request != null) {
			request.release();
			request.answer(reply, this.converter);
		}
		else if (Integer.bitCount(this.unknown.incrementAndGet()) == 1) {
			logger.debug("An answer of topic '" + PrintableText.of(reply.topic())
					+ "' is ignored because no request waits for it (" + this.unknown + " so far)");
		}
	}

	/**
	 * How many requests wait for their answers.
	 * @return the number
	 */
	int pending() {
		synchronized (this.pending) {
			return this.pending.size();
		}
	}

}
