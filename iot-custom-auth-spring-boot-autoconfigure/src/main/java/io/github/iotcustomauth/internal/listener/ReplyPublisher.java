package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.text.CorruptedText;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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

	ReplyPublisher(String listener, IotConnection connection, PayloadConverter converter, List<String> sendTo) {
		this.listener = listener;
		this.connection = connection;
		this.converter = converter;
		this.sendTo = sendTo;
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
		List<IotMessage> answers;
		try {
			answers = topics(message, variables).map((topic) -> answer(topic, result, message)).toList();
		}
		catch (RuntimeException ex) {
			// the method has done its work, and would fail to answer again
			failed(ex, settled);
			return;
		}
		CompletableFuture<?>[] published = answers.stream()
			.map(this.connection::publish)
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(published).whenComplete((nothing, ex) -> {
			if (ex == null) {
				settled.run();
			}
			else {
				failed((ex.getCause() != null) ? ex.getCause() : ex, settled);
			}
		});
	}

	private Stream<String> topics(IotMessage message, Map<String, String> variables) {
		String responseTopic = message.responseTopic();
		if (responseTopic == null) {
			return this.sendTo.stream().map((topic) -> TopicPattern.expand(topic, variables));
		}
		Assert.isTrue(!responseTopic.startsWith("$"), "A response topic must not start with '$'");
		return Stream.of(responseTopic);
	}

	private IotMessage answer(String topic, Object result, IotMessage message) {
		Assert.isTrue(!CorruptedText.isIn(topic),
				() -> ("The topic '%s' has arrived corrupted: aws-crt does not support characters beyond U+FFFF, "
						+ "so that the answer would go to another topic")
					.formatted(PrintableText.of(topic)));
		IotMessage.Builder answer = IotMessage.to(topic).correlationData(message.correlationData());
		this.converter.write(result, null, answer);
		IotMessage built = answer.build();
		MessageLimits.require(built);
		return built;
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

}
