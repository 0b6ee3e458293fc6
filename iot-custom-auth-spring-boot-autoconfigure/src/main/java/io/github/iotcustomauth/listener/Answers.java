package io.github.iotcustomauth.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.messaging.PayloadConverter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Publishes what a listener method returned: to the response topic of the message, else
 * to the topics of {@code @SendTo}.
 */
final class Answers {

	private static final Log logger = LogFactory.getLog(Answers.class);

	private final String listener;

	private final IotConnection connection;

	private final PayloadConverter converter;

	private final List<String> sendTo;

	Answers(String listener, IotConnection connection, PayloadConverter converter, List<String> sendTo) {
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
		String responseTopic = message.responseTopic();
		List<String> topics = (responseTopic != null) ? List.of(responseTopic)
				: this.sendTo.stream().map((topic) -> TopicPattern.expand(topic, variables)).toList();
		if (topics.isEmpty()) {
			logger.debug("Nobody asked for what listener '" + this.listener + "' returned");
		}
		CompletableFuture<?>[] published = topics.stream()
			.map((topic) -> this.connection.publish(answer(topic, result, message)))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(published).whenComplete((nothing, ex) -> {
			if (ex == null) {
				settled.run();
			}
			else {
				failed((ex.getCause() != null) ? ex.getCause() : ex, topics, settled);
			}
		});
	}

	private IotMessage answer(String topic, Object result, IotMessage message) {
		IotMessage.Builder answer = IotMessage.to(topic).correlationData(message.correlationData());
		this.converter.write(result, null, answer);
		return answer.build();
	}

	private void failed(Throwable failure, List<String> topics, Runnable settled) {
		if (failure instanceof IotConnectionException closed && closed.getFailure().kind() == Kind.CLOSED) {
			// unacknowledged, the message comes again with the next start
			return;
		}
		logger.error("The answer of listener '" + this.listener + "' to " + topics + " was not published: "
				+ failure.getMessage());
		settled.run();
	}

}
