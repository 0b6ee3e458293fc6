package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.internal.observation.SendOperation;
import io.github.iotcustomauth.internal.text.CorruptedText;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Publishes what a listener method returned: to the response topic of the message, else
 * to the topics of {@code @SendTo}.
 */
final class ReplyPublisher {

	private static final Log logger = LogFactory.getLog(ReplyPublisher.class);

	private final String listener;

	private final IotConnection connection;

	private final PayloadConverter converter;

	private final List<String> sendTo;

	private final MessageObservations observations;

	private final Function<IotMessage.Builder, CompletableFuture<@Nullable Void>> publisher;

	ReplyPublisher(String listener, IotConnection connection, PayloadConverter converter, List<String> sendTo,
			MessageObservations observations) {
		this.listener = listener;
		this.connection = connection;
		this.converter = converter;
		this.sendTo = sendTo;
		this.observations = observations;
		this.publisher = (message) -> connection.publish(message.build());
	}

	/**
	 * Publish an answer.
	 * @param result what the method returned
	 * @param message the message that it was called with
	 * @param variables the named levels of the topic
	 * @param settled run when nothing more can be done for the message: the answers are
	 * acknowledged, or will never be
	 */
	void send(Object result, IotMessage message, Map<String, String> variables, Runnable settled) {
		List<Answer> answers;
		try {
			answers = answers(result, message, variables).toList();
		}
		catch (RuntimeException ex) {
			// the method has done its work, and would fail to answer again
			failed(ex, settled);
			return;
		}
		CompletableFuture<?>[] published = answers.stream().map(this::publish).toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(published).whenComplete((nothing, ex) -> {
			if (ex == null) {
				settled.run();
			}
			else {
				failed((ex.getCause() != null) ? ex.getCause() : ex, settled);
			}
		});
	}

	private CompletableFuture<@Nullable Void> publish(Answer answer) {
		return this.observations.send(SendOperation.REPLY, this.connection, answer.template(), answer.message(),
				this.publisher);
	}

	private Stream<Answer> answers(Object result, IotMessage message, Map<String, String> variables) {
		String responseTopic = message.responseTopic();
		if (responseTopic == null) {
			return this.sendTo.stream()
				.map((template) -> new Answer(template,
						answer(TopicPattern.expand(template, variables), result, message)));
		}
		Assert.isTrue(!responseTopic.startsWith("$"), "A response topic must not start with '$'");
		return Stream.of(new Answer(null, answer(responseTopic, result, message)));
	}

	private IotMessage.Builder answer(String topic, Object result, IotMessage message) {
		Assert.isTrue(!CorruptedText.isIn(topic),
				() -> ("The topic '%s' has arrived corrupted: aws-crt does not support characters beyond U+FFFF, "
						+ "so that the answer would go to another topic")
					.formatted(PrintableText.of(topic)));
		IotMessage.Builder answer = IotMessage.to(topic).correlationData(message.correlationData());
		this.converter.write(result, null, answer);
		MessageLimits.require(answer.build());
		return answer;
	}

	private void failed(Throwable failure, Runnable settled) {
		if (failure instanceof IotConnectionException closed && closed.getFailure().kind() == Kind.CLOSED) {
			// unacknowledged, the message comes again with the next start
			return;
		}
		logger.error("The answer of listener '" + this.listener + "' was not published: "
				+ PrintableText.line(failure.getMessage()));
		settled.run();
	}

	/**
	 * An answer.
	 *
	 * @param template the topic of {@code @SendTo}, or {@code null} for a response topic
	 * @param message the message
	 */
	private record Answer(@Nullable String template, IotMessage.Builder message) {
	}

}
