package io.github.iotcustomauth.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Diagnosis}: what users of AWS IoT Core's custom authentication
 * reported, and what this library reports, each with the cause that comes first.
 */
class DiagnosisTests {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private static final String AWS = "a1b2c3-ats.iot.eu-west-1.amazonaws.com";

	// symptoms of public reports, as this library sees them
	static Stream<Row> fieldFailures() {
		return Stream.of(
				new Row("1 authorizer never runs, hang-up (ALPN)", attempt(FailureReason.CONNECTION_LOST), "ALPN"),
				new Row("2 TLS fails, default authorizer", attempt(FailureReason.TLS_FAILED).direct(),
						"ALPN must be 'mqtt'"),
				new Row("3 TLS fails over WebSocket", attempt(FailureReason.TLS_FAILED),
						"ALPN must not be set over WebSocket"),
				new Row("4 TLS fails, client certificate", attempt(FailureReason.TLS_FAILED).direct(),
						"a client certificate"),
				new Row("5 policy without matching iot:Connect", attempt(FailureReason.NOT_AUTHORIZED), "iot:Connect"),
				new Row("6 policy lacks the permission", attempt(FailureReason.NOT_AUTHORIZED),
						"admit client id 'device'"),
				new Row("7 dropped minutes after connect",
						lost(FailureReason.NOT_AUTHORIZED).lasted(Duration.ofMinutes(2)),
						"policy documents that are malformed"),
				new Row("8 principalId of the user name", attempt(FailureReason.NOT_AUTHORIZED).user("a-b"),
						"letters and digits"),
				new Row("9 two '?' in the user name", attempt(FailureReason.NOT_AUTHORIZED).user("a?b=c?d"),
						"more than one '?'"),
				new Row("10 wrong signature", attempt(FailureReason.NOT_AUTHORIZED).signed(), "signature"),
				new Row("11 credentials refused on this side",
						attempt(IotFailure.of(FailureReason.CREDENTIALS_INVALID, "The token needs a key name")),
						"The token needs a key name"),
				new Row("wrong password", attempt(FailureReason.NOT_AUTHORIZED), "check user name, password and token"),
				new Row("12 endless loop of upgrades", attempt(FailureReason.NOT_AUTHORIZED), "isAuthenticated"),
				new Row("13 port 8883, log of the authorizer is empty",
						attempt(FailureReason.CONNECTION_LOST).port(8883).direct(), "port 443 only"),
				new Row("14 publish and subscribe drop", lost(FailureReason.NOT_AUTHORIZED).topics("a/b"),
						"iot:Publish"),
				new Row("15 signed authorizer always refuses", attempt(FailureReason.NOT_AUTHORIZED).signed(),
						"token key name"),
				new Row("16 reconnect loop of a publish", lost(FailureReason.CONNECTION_LOST).topics("a/b").again(),
						"in flight, 'a/b'"),
				new Row("17 same client id twice", lost(FailureReason.CONNECTION_LOST).takenOver(),
						"Another client connects"),
				new Row("18 policy missing", attempt(FailureReason.NOT_AUTHORIZED), "its policy allows iot:Connect"),
				new Row("19 expired token", attempt(FailureReason.NOT_AUTHORIZED).signed().expired(),
						"credentials expired"),
				new Row("20 nothing that selects an authorizer", attempt(FailureReason.NOT_AUTHORIZED).anonymous(),
						"aws.iot.custom-auth.authorizer-name"),
				new Row("21 random refusals of a new authorizer", attempt(FailureReason.NOT_AUTHORIZED).before(),
						"two minutes"));
	}

	// by the kinds of faults that the engine survives
	static Stream<Row> engineFailures() {
		return Stream.of(
				new Row("pacing: unlimited rate", lost(FailureReason.QUOTA_EXCEEDED).rate(0),
						"'aws.iot.custom-auth.publish.rate'"),
				new Row("pacing: bytes", lost(FailureReason.QUOTA_EXCEEDED), "512 KiB"),
				new Row("pacing: refused publish", publish(FailureReason.QUOTA_EXCEEDED, "a"), "512 KiB a second"),
				new Row("quarantine: reserved topic", publish(FailureReason.SERVER_HUNG_UP, "$aws/typo"),
						"'$aws/typo'"),
				new Row("quarantine: reserved filter", subscribe(FailureReason.SERVER_HUNG_UP, "$aws/typo/#"),
						"'$aws/typo/#'"),
				new Row("quarantine: filter", subscribe(FailureReason.SERVER_HUNG_UP, "a/#"),
						"topic filter 'a/#'; check"),
				new Row("quarantine: no SUBACK", subscribe(FailureReason.NOT_ACKNOWLEDGED, "a"), "executed"),
				new Row("quarantine: invalid topic", lost(FailureReason.TOPIC_NAME_INVALID).unanswered("a"),
						"topic 'a'"),
				new Row("threads: customizer hangs", attempt(FailureReason.CLIENT_NOT_CREATED_IN_TIME), "customizer"),
				new Row("threads: provider hangs", attempt(FailureReason.CREDENTIALS_PROVIDER_TIMEOUT), "service"),
				new Row("refusal 0x87", subscribe(FailureReason.NOT_AUTHORIZED, "a/#"),
						"literal text of topic filter 'a/#'"),
				new Row("refusal 0x80", subscribe(FailureReason.UNSPECIFIED_ERROR, "a"), "50 subscriptions"),
				new Row("refusal 0x83", subscribe(FailureReason.IMPLEMENTATION_SPECIFIC_ERROR, "a"), "50"),
				new Row("refusal 0x97", subscribe(FailureReason.QUOTA_EXCEEDED, "a"), "asked for again"),
				new Row("too many filters", subscribe(FailureReason.TOO_MANY_SUBSCRIPTIONS, "a"), "wildcards"),
				new Row("engine: unexpected error", attempt(FailureReason.UNEXPECTED_ERROR), "log"),
				new Row("engine: upgrade hangs", attempt(FailureReason.CONNECT_TIMEOUT), "firewall"),
				new Row("engine: no CONNACK", attempt(FailureReason.CONNACK_TIMEOUT), "authorizer may be too slow"),
				new Row("time: clock of 1970", attempt(FailureReason.TLS_FAILED).at(Instant.EPOCH),
						"1970-01-01T00:00:00Z"),
				new Row("time: clock set back",
						attempt(FailureReason.NOT_AUTHORIZED).signed().clockSet(Duration.ofHours(-1)), "by -3600 s"),
				new Row("stopping", attempt(FailureReason.CONNECTION_CLOSED), "Start the connection again"),
				new Row("bounds: full", publish(FailureReason.TOO_MANY_PENDING_PUBLISHES, "a"), "more slowly"),
				new Row("bounds: offline", publish(FailureReason.NOT_CONNECTED, "a"), "QoS 1"),
				new Row("trust: own bundle", attempt(FailureReason.TLS_FAILED), "'aws.iot.custom-auth.ssl.bundle'"),
				new Row("trust: another server", attempt(FailureReason.TLS_FAILED).endpoint("localhost"),
						"not trusted"));
	}

	static Stream<Row> others() {
		return Stream.of(new Row("take-over", lost(FailureReason.SESSION_TAKEN_OVER), "client id 'device'"),
				new Row("CONNECT too often", attempt(FailureReason.QUOTA_EXCEEDED), "Another client may use"),
				new Row("CONNECT too often after a take-over", attempt(FailureReason.QUOTA_EXCEEDED).takenOver(),
						"client uses"),
				new Row("end of a day", lost(FailureReason.ADMINISTRATIVE_ACTION).lasted(Duration.ofHours(24)),
						"nothing is wrong"),
				new Row("DISCONNECT", lost(FailureReason.ADMINISTRATIVE_ACTION), "disconnectAfterInSeconds"),
				new Row("expired on a connection", lost(FailureReason.NOT_AUTHORIZED).expired(),
						"credentials have expired"),
				new Row("reserved topic on a connection", lost(FailureReason.NOT_AUTHORIZED).topics("$aws/typo"),
						"reserved"),
				new Row("filter on a connection", lost(FailureReason.CONNECTION_LOST).filters("b").again(),
						"twice with the same operation in flight, 'b'"),
				new Row("filter beside a message",
						lost(FailureReason.TOPIC_FILTER_INVALID).unanswered("a").filters("b"), "topic filter 'b'"),
				new Row("reserved topic among others",
						lost(FailureReason.CONNECTION_LOST).topics("a", "$aws/typo").filters("x/#"),
						"reserved topic, '$aws/typo';"),
				new Row("QoS 1 message on a connection that is refused later",
						lost(FailureReason.NOT_AUTHORIZED).unanswered("a").lasted(Duration.ofMinutes(5)),
						"refreshAfterInSeconds"),
				new Row("local endpoint that is not started",
						attempt(FailureReason.CONNECTION_REFUSED).endpoint("localhost").port(8883), "Nothing listens"),
				new Row("loss in the middle of traffic", lost(FailureReason.CONNECTION_LOST).topics("a"),
						"proxy in between"),
				new Row("refused publish", publish(FailureReason.NOT_AUTHORIZED, "a/b"), "iot:Publish for topic 'a/b'"),
				new Row("banned", attempt(FailureReason.BANNED), "operator"),
				new Row("moved", attempt(FailureReason.SERVER_MOVED), "endpoint"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "fieldFailures", "engineFailures", "others" })
	void firstCause(Row row) {
		IotFailure failure = Diagnosis.of(row.known().situation());
		assertThat(failure.causes()).hasSizeBetween(1, IotFailure.MAX_CAUSES);
		assertThat(failure.causes().get(0)).contains(row.first()).doesNotEndWith(".");
		assertThat(failure.reason()).isEqualTo(row.known().failure.reason());
	}

	@ParameterizedTest
	@EnumSource
	void everyReasonHasACauseInEveryPhase(FailureReason reason) {
		Stream.of(attempt(reason), lost(reason), publish(reason, "a"), subscribe(reason, "a"))
			.map((known) -> Diagnosis.of(known.situation()))
			.forEach((failure) -> assertThat(failure.causes()).isNotEmpty().doesNotHaveDuplicates());
	}

	@Test
	void sentenceSaysWhatHappened() {
		assertThat(Diagnosis.of(attempt(FailureReason.NOT_AUTHORIZED).situation()).summary())
			.isEqualTo("The server refused the connection: the authorizer, or the policy that it returned, does not "
					+ "allow it");
		assertThat(Diagnosis.of(lost(FailureReason.SESSION_TAKEN_OVER).situation()).summary())
			.startsWith("The server closed the connection: another client");
		assertThat(Diagnosis.of(publish(FailureReason.NOT_AUTHORIZED, "a").situation()).summary())
			.startsWith("The server refused a message for topic 'a': ");
		assertThat(Diagnosis.of(subscribe(FailureReason.NOT_AUTHORIZED, "a").situation()).summary())
			.startsWith("The server refused the subscription to 'a': ");
		assertThat(Diagnosis.of(attempt(FailureReason.HOST_NOT_FOUND).situation()).summary())
			.isEqualTo("The host name cannot be resolved: " + AWS + ":443");
	}

	@Test
	void causesThatNothingSpeaksForComeLast() {
		assertThat(Diagnosis.of(attempt(FailureReason.NOT_AUTHORIZED).signed().expired().situation()).causes())
			.satisfiesExactly((first) -> assertThat(first).contains("expired"),
					(second) -> assertThat(second).contains("signature"),
					(third) -> assertThat(third).contains("isAuthenticated"));
	}

	@Test
	void detailOfTheServerIsKept() {
		IotFailure reported = IotFailure.of(FailureReason.NOT_AUTHORIZED)
			.withDetail(0x87, "CONNACK:Client is not authenticated");
		assertThat(Diagnosis.of(attempt(reported).situation()).title())
			.endsWith("[CONNACK:Client is not authenticated]");
	}

	@Test
	void textOfOthersIsPrintable() {
		assertThat(Diagnosis.of(publish(FailureReason.NOT_AUTHORIZED, "a\u202Eb").situation()).toString())
			.contains("'a\\u202Eb'");
	}

	@Test
	void nothingSecretIsShown() {
		Known known = attempt(FailureReason.NOT_AUTHORIZED);
		known.credentials.username("secret?secret?").password("secret").parameter("secret", "secret");
		assertThat(Diagnosis.of(known.signed().expired().situation()).toString()).doesNotContain("secret");
	}

	private static Known attempt(FailureReason reason) {
		return attempt(IotFailure.of(reason));
	}

	private static Known attempt(IotFailure failure) {
		return new Known(failure, Phase.CONNECT);
	}

	private static Known lost(FailureReason reason) {
		return new Known(IotFailure.of(reason), Phase.CONNECTED).lasted(Duration.ofSeconds(1));
	}

	private static Known publish(FailureReason reason, String topic) {
		return new Known(IotFailure.of(reason), Phase.PUBLISH).topics(topic);
	}

	private static Known subscribe(FailureReason reason, String filter) {
		return new Known(IotFailure.of(reason), Phase.SUBSCRIBE).filters(filter);
	}

	record Row(String name, Known known, String first) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * What is known of a failure.
	 */
	static final class Known {

		private final IotFailure failure;

		private final Phase phase;

		private final ConnectionSettings.Builder settings = ConnectionSettings.builder(AWS, "device");

		private final CustomAuthCredentials.Builder credentials = CustomAuthCredentials.builder()
			.authorizerName("auth")
			.username("user");

		private List<String> topics = List.of();

		private List<String> unanswered = List.of();

		private List<String> filters = List.of();

		private boolean before;

		private Duration lasted = Duration.ZERO;

		private boolean takenOver;

		private boolean again;

		private Instant now = NOW;

		private Duration clockSet = Duration.ZERO;

		private Known(IotFailure failure, Phase phase) {
			this.failure = failure;
			this.phase = phase;
		}

		private Known direct() {
			this.settings.transport(TransportType.TLS);
			return this;
		}

		private Known endpoint(String endpoint) {
			this.settings.endpoint(endpoint);
			return this;
		}

		private Known port(int port) {
			this.settings.port(port);
			return this;
		}

		private Known rate(int rate) {
			this.settings.publishRate(rate);
			return this;
		}

		private Known user(@Nullable String username) {
			this.credentials.username(username);
			return this;
		}

		private Known anonymous() {
			this.credentials.authorizerName(null);
			return user(null);
		}

		private Known signed() {
			this.credentials.token("key", "token", "signature");
			return this;
		}

		private Known expired() {
			this.credentials.expiresAt(NOW.minusSeconds(1));
			return this;
		}

		private Known topics(String... topics) {
			this.topics = List.of(topics);
			return this;
		}

		private Known unanswered(String... topics) {
			this.unanswered = List.of(topics);
			return this;
		}

		private Known filters(String... filters) {
			this.filters = List.of(filters);
			return this;
		}

		private Known before() {
			this.before = true;
			return this;
		}

		private Known lasted(Duration lasted) {
			this.lasted = lasted;
			return this;
		}

		private Known takenOver() {
			this.takenOver = true;
			return this;
		}

		private Known again() {
			this.again = true;
			return this;
		}

		private Known at(Instant now) {
			this.now = now;
			return this;
		}

		private Known clockSet(Duration clockSet) {
			this.clockSet = clockSet;
			return this;
		}

		private Situation situation() {
			if (this.phase == Phase.PUBLISH) {
				return Situation.publishing(this.failure, this.topics.get(0));
			}
			if (this.phase == Phase.SUBSCRIBE) {
				return Situation.subscribing(this.failure, this.filters.get(0));
			}
			return new Situation(this.failure, this.phase, this.topics, this.unanswered, this.filters,
					new Situation.Connection(this.settings.build(), this.credentials.build(), this.before, this.lasted,
							this.takenOver, this.again, this.now, this.clockSet));
		}

	}

}
