package io.github.iotcustomauth.local.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * AssertJ assertions about a {@link LocalIotCore}. Each waits until it holds, for 5
 * seconds at most unless {@link #within(Duration)} says otherwise: what a client did may
 * still be on its way.
 */
public final class LocalIotCoreAssert extends AbstractAssert<LocalIotCoreAssert, LocalIotCore> {

	private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

	private static final int SHOWN_TOPICS = 20;

	private static final int SHOWN_EVENTS = 20;

	private static final int SHOWN_CHARACTERS = 200;

	private Duration limit = DEFAULT_LIMIT;

	private LocalIotCoreAssert(LocalIotCore actual) {
		super(actual, LocalIotCoreAssert.class);
	}

	/**
	 * Start to assert something about an endpoint. Goes well with a static import beside
	 * that of AssertJ.
	 * @param actual the endpoint
	 * @return the assertions
	 */
	public static LocalIotCoreAssert assertThat(LocalIotCore actual) {
		return new LocalIotCoreAssert(actual);
	}

	/**
	 * Set how long the following assertions wait.
	 * @param limit how long, zero for not at all
	 * @return this
	 */
	public LocalIotCoreAssert within(Duration limit) {
		this.limit = limit;
		return this;
	}

	/**
	 * Verify that a message for a topic was accepted.
	 * @param topic the topic
	 * @return this
	 */
	public LocalIotCoreAssert hasReceivedMessage(String topic) {
		return hasReceivedMessages(topic, 1);
	}

	/**
	 * Verify that a message with a text was accepted.
	 * @param topic the topic
	 * @param text the payload as text
	 * @return this
	 */
	public LocalIotCoreAssert hasReceivedMessage(String topic, String text) {
		if (!await((core) -> messages(topic).anyMatch((message) -> message.text().equals(text)))) {
			throw failure("Expected a message '%s' on '%s', but %s", text, topic, received(topic));
		}
		return this;
	}

	/**
	 * Verify that a number of messages for a topic was accepted, or more.
	 * @param topic the topic
	 * @param count how many at least
	 * @return this
	 */
	public LocalIotCoreAssert hasReceivedMessages(String topic, int count) {
		if (!await((core) -> messages(topic).count() >= count)) {
			throw failure("Expected %s message(s) on '%s', but %s", count, topic, received(topic));
		}
		return this;
	}

	/**
	 * Go on with the messages that were accepted for a topic until now.
	 * @param topic the topic
	 * @return assertions about the messages, oldest first
	 */
	public ListAssert<LocalIotCoreMessage> messagesOn(String topic) {
		isNotNull();
		return new ListAssert<>(messages(topic).toList());
	}

	/**
	 * Verify that a client is connected.
	 * @param clientId the client id
	 * @return this
	 */
	public LocalIotCoreAssert hasConnectedClient(String clientId) {
		if (!await((core) -> core.getConnectedClients().contains(clientId))) {
			throw failure("Expected client '%s' to be connected, but connected are %s; its events: %s", clientId,
					this.actual.getConnectedClients(), events(clientId));
		}
		return this;
	}

	/**
	 * Verify that a client is not connected.
	 * @param clientId the client id
	 * @return this
	 */
	public LocalIotCoreAssert hasNoConnectedClient(String clientId) {
		if (!await((core) -> !core.getConnectedClients().contains(clientId))) {
			throw failure("Expected client '%s' not to be connected, but it is", clientId);
		}
		return this;
	}

	/**
	 * Verify that a connection attempt of a client was refused.
	 * @param clientId the client id, empty for attempts without a readable one
	 * @return this
	 */
	public LocalIotCoreAssert hasRefused(String clientId) {
		if (!await((core) -> eventsOf(clientId).anyMatch((event) -> event.type() == LocalIotCoreEvent.Type.REFUSED))) {
			throw failure("Expected client '%s' to be refused; its events: %s", clientId, events(clientId));
		}
		return this;
	}

	private boolean await(Predicate<LocalIotCore> condition) {
		isNotNull();
		return this.actual.await(this.limit, condition);
	}

	private Stream<LocalIotCoreMessage> messages(String topic) {
		return this.actual.getMessages().stream().filter((message) -> message.topic().equals(topic));
	}

	private Stream<LocalIotCoreEvent> eventsOf(String clientId) {
		return this.actual.getEvents().stream().filter((event) -> event.clientId().equals(clientId));
	}

	private List<String> events(String clientId) {
		List<String> events = eventsOf(clientId).filter((event) -> event.type() != LocalIotCoreEvent.Type.PUBLISHED)
			.map((event) -> event.type() + " " + event.detail())
			.toList();
		return events.subList(Math.max(0, events.size() - SHOWN_EVENTS), events.size());
	}

	private String received(String topic) {
		List<String> texts = messages(topic).map((message) -> shortened(message.text())).toList();
		if (!texts.isEmpty()) {
			return "there were " + texts.size() + ": " + texts;
		}
		List<String> topics = this.actual.getMessages()
			.stream()
			.map(LocalIotCoreMessage::topic)
			.distinct()
			.limit(SHOWN_TOPICS)
			.toList();
		return "there was none; topics with messages: " + topics;
	}

	private static String shortened(String text) {
		return (text.length() <= SHOWN_CHARACTERS) ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
	}

}
