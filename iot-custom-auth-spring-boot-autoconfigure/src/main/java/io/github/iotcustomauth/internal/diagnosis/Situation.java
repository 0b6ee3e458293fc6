package io.github.iotcustomauth.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.HttpProxy;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Circumstances of a failure, as far as they are known.
 *
 * @param failure the failure
 * @param phase what was going on
 * @param topics topics of the QoS 0 messages that the server received last, the latest
 * one first, or of the message that it refused
 * @param unanswered topics of QoS 1 messages that the server had not answered
 * @param filters topic filters that the server was asked for last, or that it refused
 * @param connection circumstances of the connection, or {@code null} for the failure of
 * one message or subscription
 */
public record Situation(IotFailure failure, Phase phase, List<String> topics, List<String> unanswered,
		List<String> filters, @Nullable Connection connection) {

	private static final int MAX_SHOWN = 3;

	/**
	 * The server refused a message.
	 * @param failure the failure
	 * @param topic the topic
	 * @return the situation
	 */
	public static Situation publishing(IotFailure failure, String topic) {
		return new Situation(failure, Phase.PUBLISH, List.of(topic), List.of(), List.of(), null);
	}

	/**
	 * The server refused a subscription.
	 * @param failure the failure
	 * @param filter the topic filter
	 * @return the situation
	 */
	public static Situation subscribing(IotFailure failure, String filter) {
		return new Situation(failure, Phase.SUBSCRIBE, List.of(), List.of(), List.of(filter), null);
	}

	boolean is(FailureReason... reasons) {
		return List.of(reasons).contains(this.failure.reason());
	}

	boolean isDuring(Phase... phases) {
		return List.of(phases).contains(this.phase);
	}

	boolean isReserved() {
		return reserved().findAny().isPresent();
	}

	private Stream<String> reserved() {
		return Stream.of(this.topics, this.unanswered, this.filters)
			.flatMap(List::stream)
			.filter((name) -> name.startsWith("$") && !name.startsWith("$share/"));
	}

	boolean hasTopics() {
		return !this.topics.isEmpty() || !this.unanswered.isEmpty();
	}

	String shownReserved() {
		return shown(reserved().distinct().toList());
	}

	// with QoS 1 or 0
	String shownMessages() {
		return shown(Stream.concat(this.unanswered.stream(), this.topics.stream()).distinct().toList());
	}

	String shownInFlight() {
		return shown(Stream.of(this.unanswered, this.topics, this.filters).flatMap(List::stream).distinct().toList());
	}

	String shownTopics() {
		return shown(this.topics);
	}

	String shownFilters() {
		return shown(this.filters);
	}

	private static String shown(List<String> names) {
		List<String> first = names.stream().limit(MAX_SHOWN).map((name) -> "'" + PrintableText.of(name) + "'").toList();
		return String.join(", ", first) + ((names.size() > MAX_SHOWN) ? ", ..." : "");
	}

	/**
	 * The circumstances of the connection, in a phase that has them.
	 * @return the circumstances
	 */
	Connection known() {
		Assert.state(this.connection != null, "There are no circumstances of the connection");
		return this.connection;
	}

	/**
	 * What was going on.
	 */
	public enum Phase {

		/**
		 * An attempt to connect, from the credentials to CONNACK.
		 */
		CONNECT,

		/**
		 * An established connection, which ended.
		 */
		CONNECTED,

		/**
		 * A message that was published.
		 */
		PUBLISH,

		/**
		 * A subscription that was asked for.
		 */
		SUBSCRIBE

	}

	/**
	 * Circumstances of a connection.
	 *
	 * @param settings the settings
	 * @param presented the credentials that were presented, or {@code null}
	 * @param before whether there was a connection before
	 * @param lasted how long the connection lasted, zero if there was none
	 * @param takenOver whether another client took the client id over lately
	 * @param again whether some of the last topics or filters were the last ones when the
	 * connection before ended, too
	 * @param now the time of the failure on the wall clock
	 * @param clockSet how far the wall clock was set since the connection was started
	 */
	public record Connection(ConnectionSettings settings, @Nullable CustomAuthCredentials presented, boolean before,
			Duration lasted, boolean takenOver, boolean again, Instant now, Duration clockSet) {

		// before the first release, so that the clock cannot be right
		private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

		private static final Duration SET = Duration.ofMinutes(1);

		private static final int RATE_OF_AWS = 100;

		boolean hasImpossibleTime() {
			return this.now.isBefore(EARLIEST);
		}

		boolean hasSetClock() {
			return hasToken() && this.clockSet.abs().compareTo(SET) > 0;
		}

		boolean isFasterThanAws() {
			return this.settings.publishRate() == 0 || this.settings.publishRate() > RATE_OF_AWS;
		}

		boolean isFirstEnd() {
			return !this.again;
		}

		// a refresh may come earlier than the default of 5 minutes
		boolean lastedUntilARefresh() {
			return this.lasted.compareTo(Duration.ofSeconds(30)) > 0;
		}

		boolean lastedADay() {
			return this.lasted.compareTo(Duration.ofHours(23)) > 0;
		}

		boolean isAtAws() {
			String endpoint = this.settings.endpoint();
			return endpoint.endsWith(".amazonaws.com") || endpoint.endsWith(".amazonaws.com.cn");
		}

		// other servers have MQTT at other ports
		boolean isAtWrongPort() {
			return isAtAws() && this.settings.port() != 443;
		}

		boolean isWebSocket() {
			return this.settings.transport() == TransportType.WEBSOCKET;
		}

		boolean isExpired() {
			Instant expiresAt = (this.presented != null) ? this.presented.getExpiresAt() : null;
			return expiresAt != null && !expiresAt.isAfter(this.now);
		}

		boolean hasToken() {
			return this.presented != null && this.presented.getTokenValue() != null;
		}

		boolean namesNoAuthorizer() {
			return this.presented != null && this.presented.getAuthorizerName() == null && !hasQuery("x-amz-");
		}

		boolean isAnonymous() {
			return namesNoAuthorizer() && !hasToken() && this.presented != null && this.presented.getUsername() == null
					&& this.presented.getPassword() == null && this.presented.getParameters().isEmpty();
		}

		boolean hasTwoQueries() {
			String username = (this.presented != null) ? this.presented.getUsername() : null;
			return username != null && username.indexOf('?') != username.lastIndexOf('?');
		}

		private boolean hasQuery(String text) {
			String username = (this.presented != null) ? this.presented.getUsername() : null;
			return username != null && username.contains(text);
		}

		String endpoint() {
			HttpProxy proxy = this.settings.proxy();
			return PrintableText.of(this.settings.endpoint()) + ":" + this.settings.port()
					+ ((proxy != null) ? " through the HTTP proxy " + proxy.address() : "");
		}

		String authorizer() {
			String name = (this.presented != null) ? this.presented.getAuthorizerName() : null;
			return (name != null) ? "authorizer '" + PrintableText.of(name) + "'" : "the authorizer";
		}

		String clientId() {
			return "'" + PrintableText.of(this.settings.clientId()) + "'";
		}

	}

}
