package io.github.iotcustomauth.internal.listener;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages with characters that the native client corrupts.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorruptedTextIntegrationTests {

	private static final String SMILE = "\uD83D\uDE00";

	private final LocalEndpoint endpoint = new LocalEndpoint();

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	private void publish(String topic, String responseTopic, String property) {
		MessageProperties properties = new MessageProperties(null, responseTopic, null, null, false,
				List.of(new MessageProperties.UserProperty("name", property)));
		this.endpoint.core()
			.publish(new LocalIotCoreMessage(Instant.now(), "", topic, SMILE.getBytes(StandardCharsets.UTF_8), 1, false,
					properties));
	}

	@Test
	void messageWithCorruptedTextIsHandledAndNotAnsweredOnAnotherTopic(CapturedOutput output) {
		ListenerContexts.connectedTo(this.endpoint).withBean(Listener.class).run((context) -> {
			Listener listener = context.getBean(Listener.class);
			awaitSubscription(context);
			publish("ask/" + SMILE, null, "x");
			publish("ask/a", "answers/" + SMILE, "x");
			publish("ask/a", "answers/" + SMILE + "/end", "x");
			publish("ask/b", "answers/b", SMILE);
			// the topics are handled side by side
			Awaitility.await().untilAsserted(() -> {
				// the payload is not affected
				assertThat(listener.received).extracting(IotMessage::text).containsExactly(SMILE, SMILE, SMILE, SMILE);
				assertThat(answers()).containsExactly("answers/b");
				assertThat(output).contains("has arrived with corrupted text (1 so far): aws-crt does not support")
					.contains("The answer of listener 'asked' was not published: The topic 'answers/");
			});
		});
	}

	@Test
	void answerThatCannotBeSentDoesNotRepeatTheMethod(CapturedOutput output) {
		ListenerContexts.connectedTo(this.endpoint).withBean(Listener.class).run((context) -> {
			awaitSubscription(context);
			publish("ask/a", "answers/\t", "x");
			publish("ask/b", "answers/b", "x");
			Awaitility.await().untilAsserted(() -> {
				assertThat(answers()).contains("answers/b");
				assertThat(context.getBean(Listener.class).received).hasSize(2);
				assertThat(output)
					.contains("The answer of listener 'asked' was not published: Topic 'answers/\\u0009'");
			});
		});
	}

	// the endpoint publishes by itself, which the SUBSCRIBE does not precede
	private void awaitSubscription(ApplicationContext context) {
		String clientId = context.getBean(IotConnection.class).getClientId();
		Awaitility.await().until(() -> !this.endpoint.core().getSubscriptions(clientId).isEmpty());
	}

	private List<String> answers() {
		return this.endpoint.core()
			.getMessages()
			.stream()
			.map(LocalIotCoreMessage::topic)
			.filter((topic) -> topic.startsWith("answers/"))
			.toList();
	}

	static class Listener {

		private final List<IotMessage> received = new CopyOnWriteArrayList<>();

		@IotListener(id = "asked", topics = "ask/{name}")
		@SendTo("answers/{name}")
		String on(IotMessage message, @DestinationVariable String name) {
			this.received.add(message);
			return "answer";
		}

	}

}
