package io.github.iotcustomauth.internal.diagnosis;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.diagnosis.Situation.Connection;
import io.github.iotcustomauth.internal.diagnosis.Situation.Phase;

/**
 * Table of causes. Those that something speaks for come first, and within a phase the
 * order is the rank.
 */
final class Rules {

	private static final List<Rule> CONNECT = List.of(
			connect(Connection::hasImpossibleTime,
					(at) -> "The clock of this machine says " + at.now()
							+ "; set it, since the validity of certificates " + "and tokens is compared with it",
					FailureReason.NOT_AUTHORIZED, FailureReason.BAD_USERNAME_OR_PASSWORD, FailureReason.TLS_FAILED,
					FailureReason.CONNECT_TIMEOUT, FailureReason.CERTIFICATE_EXPIRED,
					FailureReason.CERTIFICATE_NOT_YET_VALID),
			refused(Connection::isExpired,
					(at) -> "The credentials expired before they were presented; check that the credentials provider "
							+ "returns new ones, and the clock of this machine"),
			refused(Connection::hasSetClock, (at) -> "The clock of this machine was set by " + at.clockSet().toSeconds()
					+ " s since the start, or the "
					+ "machine was suspended; check the clock, since the validity of tokens is compared with it"),
			connect(Connection::isAtWrongPort,
					(at) -> "AWS IoT Core runs custom authorizers on port 443 only, and the port is "
							+ at.settings().port() + "; check 'aws.iot.custom-auth.port'",
					FailureReason.TLS_FAILED, FailureReason.TLS_TIMEOUT, FailureReason.CONNECTION_LOST,
					FailureReason.CONNACK_TIMEOUT, FailureReason.CONNECTION_REFUSED, FailureReason.NETWORK_TIMEOUT,
					FailureReason.CONNECT_TIMEOUT),
			refused(Connection::hasTwoQueries,
					(at) -> "The user name has more than one '?', and AWS IoT Core takes only one part of it as the "
							+ "parameters of the authorizer; check 'aws.iot.custom-auth.username'"),
			refused(Connection::isAnonymous,
					(at) -> "Neither credentials nor an authorizer are named; set "
							+ "'aws.iot.custom-auth.authorizer-name', unless the endpoint has a default authorizer"),
			refused(Connection::before, (
					at) -> "It was accepted before, so that credentials, authorizer or policy have changed since, or a "
							+ "new authorizer is not known everywhere yet; check them, or wait two minutes"),
			refused(Connection::hasToken,
					(at) -> "The signature is not one over exactly this token by a key of the authorizer, or the token "
							+ "key name is another one; then the log of the authorizer has no entry"),
			refused(Rules::always, (at) -> "The answer of " + at.authorizer() + " does not admit client id "
					+ at.clientId()
					+ "; check user name, password and token, and in its log that isAuthenticated is true, that "
					+ "principalId has letters and digits only, and that its policy allows iot:Connect for this client "
					+ "id"),
			refused(Rules::always, (at) -> "AWS IoT Core did not run " + at.authorizer()
					+ ", whose log then has no entry; check "
					+ (at.namesNoAuthorizer() ? "'aws.iot.custom-auth.authorizer-name'" : "its name")
					+ ", that it is ACTIVE and at least two minutes old, and the permission to call its function"),
			connect(Rules::always,
					(at) -> (at.takenOver() ? "Another client uses" : "Another client may use") + " client id "
							+ at.clientId() + ", and AWS IoT Core accepts one CONNECT a second for it; give every "
							+ "instance its own 'aws.iot.custom-auth.client-id'",
					FailureReason.QUOTA_EXCEEDED, FailureReason.CONNECTION_RATE_EXCEEDED),
			connect(Rules::always,
					(at) -> "Many clients connect at once; check the quota of the account for connections a second",
					FailureReason.QUOTA_EXCEEDED, FailureReason.CONNECTION_RATE_EXCEEDED, FailureReason.SERVER_BUSY),
			connect(Connection::takenOver, Rules::takeOver, FailureReason.CONNECTION_LOST),
			connect(Rules::always,
					(at) -> "The server closed the connection before CONNACK, so that the authorizer may not have run; "
							+ "check that the endpoint is that of 'aws iot describe-endpoint --endpoint-type "
							+ "iot:Data-ATS', and that no customizer changes ALPN",
					FailureReason.CONNECTION_LOST),
			connect(Connection::isAtAws,
					(at) -> "AWS IoT Core needs no own trust, and ALPN "
							+ (at.isWebSocket() ? "must not be set over WebSocket" : "must be 'mqtt'")
							+ "; check 'aws.iot.custom-auth.ssl.bundle', customizers that set ALPN or a client "
							+ "certificate, and proxies that intercept TLS",
					FailureReason.TLS_FAILED),
			connect(Connection::isAtAws, (
					at) -> "AWS IoT Core presents certificates for its own names and of CAs that the JVM trusts; check "
							+ "'aws.iot.custom-auth.ssl.bundle', which it does not need, and proxies that intercept TLS",
					FailureReason.CERTIFICATE_UNTRUSTED, FailureReason.CERTIFICATE_WRONG_HOST));

	private static final List<Rule> CONNECTED = List.of(
			connected(Rules::always, Rules::takeOver, FailureReason.SESSION_TAKEN_OVER),
			connected(Connection::takenOver, Rules::takeOver, FailureReason.CONNECTION_LOST),
			connected(Connection::isExpired,
					(at) -> "The credentials have expired; check that 'expiresAt' of the credentials is true, so that "
							+ "they are renewed in time",
					FailureReason.NOT_AUTHORIZED, FailureReason.CONNECTION_LOST, FailureReason.ADMINISTRATIVE_ACTION),
			lastSent(Situation::isReserved,
					(last) -> "The last operation used a reserved topic, " + last.shownReserved()
							+ "; check that AWS IoT Core knows it"),
			// MQTT 5 refuses a QoS 1 message and a subscription in their answers
			lastSent((last) -> !last.topics().isEmpty(), (
					last) -> "The policy does not allow iot:Publish (or iot:RetainPublish) for the last QoS 0 message, "
							+ "topic " + last.shownTopics() + "; check the policy that the authorizer returns",
					FailureReason.NOT_AUTHORIZED),
			connected(Connection::isFirstEnd, Rules::network, FailureReason.CONNECTION_LOST),
			lastSent((last) -> last.known().again(),
					(last) -> "The server hung up twice with the same operation in flight, " + last.shownInFlight()
							+ "; check topic, policy and size",
					FailureReason.CONNECTION_LOST),
			connected(Connection::again, Rules::network, FailureReason.CONNECTION_LOST),
			lastSent((last) -> !last.topics().isEmpty(), (
					last) -> "The policy does not allow iot:Publish (or iot:RetainPublish) for the last QoS 0 message, "
							+ "topic " + last.shownTopics() + "; check the policy that the authorizer returns",
					FailureReason.CONNECTION_LOST),
			lastSent(Situation::hasTopics,
					(last) -> "The last message, topic " + last.shownMessages()
							+ ", is not accepted; check its topic, size, QoS and 'retain'",
					FailureReason.TOPIC_NAME_INVALID, FailureReason.PACKET_TOO_LARGE,
					FailureReason.PAYLOAD_FORMAT_INVALID, FailureReason.RETAIN_NOT_SUPPORTED,
					FailureReason.QOS_NOT_SUPPORTED),
			lastSent((last) -> !last.filters().isEmpty(),
					(last) -> "The topic filter " + last.shownFilters() + " is not accepted; check how it is spelled",
					FailureReason.TOPIC_FILTER_INVALID, FailureReason.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
					FailureReason.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED),
			connected(Connection::lastedADay,
					(at) -> "AWS IoT Core ends a connection after disconnectAfterInSeconds, at most 24 hours; nothing "
							+ "is wrong",
					FailureReason.CONNECTION_LOST, FailureReason.NOT_AUTHORIZED, FailureReason.ADMINISTRATIVE_ACTION),
			connected(Connection::lastedUntilARefresh,
					(at) -> "AWS IoT Core asked the authorizer again (refreshAfterInSeconds), and the answer has "
							+ "policy documents that are malformed or do not admit the client; check it with "
							+ "'aws iot test-invoke-authorizer'",
					FailureReason.NOT_AUTHORIZED),
			connected(Rules::always, (
					at) -> "AWS IoT Core ends a connection after the authorizer's disconnectAfterInSeconds, or when the "
							+ "DeleteConnection API is called; check both if it comes at a wrong time",
					FailureReason.ADMINISTRATIVE_ACTION),
			connected(Connection::isFasterThanAws,
					(at) -> "AWS IoT Core takes 100 messages a second on a connection; set "
							+ "'aws.iot.custom-auth.publish.rate' to 100",
					FailureReason.QUOTA_EXCEEDED, FailureReason.MESSAGE_RATE_TOO_HIGH,
					FailureReason.RECEIVE_MAXIMUM_EXCEEDED),
			connected(Rules::always, (
					at) -> "The account or a retained topic exceeds its quota, or messages of more than 512 KiB a second "
							+ "were sent; check size and rate of the messages",
					FailureReason.QUOTA_EXCEEDED, FailureReason.MESSAGE_RATE_TOO_HIGH));

	private static final List<Rule> OPERATIONS = List.of(
			operation(Situation::isReserved, Phase.PUBLISH,
					(last) -> "AWS IoT Core may not know the reserved topic " + last.shownTopics()
							+ "; check how it is spelled",
					FailureReason.SERVER_HUNG_UP, FailureReason.NOT_AUTHORIZED, FailureReason.TOPIC_NAME_INVALID),
			operation(Situation::isReserved, Phase.SUBSCRIBE,
					(last) -> "AWS IoT Core may not know the reserved topic filter " + last.shownFilters()
							+ "; check how it is spelled",
					FailureReason.SERVER_HUNG_UP, FailureReason.NOT_AUTHORIZED, FailureReason.TOPIC_FILTER_INVALID),
			operation(Rules::always, Phase.PUBLISH,
					(last) -> "The policy does not allow iot:Publish for topic " + last.shownTopics()
							+ ", or iot:RetainPublish as well for a retained message; check the policy that the "
							+ "authorizer returns",
					FailureReason.NOT_AUTHORIZED),
			operation(Rules::always, Phase.SUBSCRIBE,
					(last) -> "The policy does not allow iot:Subscribe for the literal text of topic filter "
							+ last.shownFilters() + "; check the policy that the authorizer returns",
					FailureReason.NOT_AUTHORIZED),
			operation(Rules::always, Phase.SUBSCRIBE,
					(last) -> "The server hangs up on topic filter " + last.shownFilters()
							+ "; check the topic, above all if it starts with '$', and what the policy allows",
					FailureReason.SERVER_HUNG_UP),
			operation(Rules::always, Phase.SUBSCRIBE,
					(last) -> "AWS IoT Core allows 50 subscriptions a connection and a limited number of new ones a "
							+ "second; use wildcards, it is asked for again",
					FailureReason.QUOTA_EXCEEDED, FailureReason.UNSPECIFIED_ERROR,
					FailureReason.IMPLEMENTATION_SPECIFIC_ERROR),
			operation(Rules::always, Phase.PUBLISH,
					(last) -> "AWS IoT Core takes 100 messages and 512 KiB a second on a connection, and one retained "
							+ "message a second for a topic; check the rate of messages for topic "
							+ last.shownTopics(),
					FailureReason.QUOTA_EXCEEDED));

	private static final List<Rule> ALL = Stream.of(CONNECT, CONNECTED, OPERATIONS).flatMap(List::stream).toList();

	private Rules() {
	}

	static List<String> causes(Situation situation) {
		return ALL.stream()
			.filter((rule) -> rule.applies().test(situation))
			.map((rule) -> rule.cause().apply(situation))
			.limit(IotFailure.MAX_CAUSES)
			.toList();
	}

	private static boolean always(Object known) {
		return true;
	}

	private static String network(Connection at) {
		return "The network, or a proxy in between, closed the connection; the client reconnects";
	}

	private static String takeOver(Connection at) {
		return "Another client connects with client id " + at.clientId()
				+ "; check for a second instance, also one that is about to stop, and give every instance its own "
				+ "'aws.iot.custom-auth.client-id'";
	}

	private static Rule connect(Predicate<Connection> condition, Function<Connection, String> cause,
			FailureReason... reasons) {
		return new Rule((last) -> last.isDuring(Phase.CONNECT) && last.is(reasons) && condition.test(last.known()),
				(last) -> cause.apply(last.known()));
	}

	private static Rule refused(Predicate<Connection> condition, Function<Connection, String> cause) {
		return connect(condition, cause, FailureReason.NOT_AUTHORIZED, FailureReason.BAD_USERNAME_OR_PASSWORD);
	}

	private static Rule connected(Predicate<Connection> condition, Function<Connection, String> cause,
			FailureReason... reasons) {
		return new Rule((last) -> last.isDuring(Phase.CONNECTED) && last.is(reasons) && condition.test(last.known()),
				(last) -> cause.apply(last.known()));
	}

	private static Rule lastSent(Predicate<Situation> condition, Function<Situation, String> cause) {
		return lastSent(condition, cause, FailureReason.NOT_AUTHORIZED, FailureReason.CONNECTION_LOST);
	}

	private static Rule lastSent(Predicate<Situation> condition, Function<Situation, String> cause,
			FailureReason... reasons) {
		return operation(condition, Phase.CONNECTED, cause, reasons);
	}

	private static Rule operation(Predicate<Situation> condition, Phase phase, Function<Situation, String> cause,
			FailureReason... reasons) {
		return new Rule((last) -> last.isDuring(phase) && last.is(reasons) && condition.test(last), cause);
	}

	/**
	 * A cause and when it is one.
	 *
	 * @param applies whether something speaks for it
	 * @param cause the cause and what to check, without full stop
	 */
	private record Rule(Predicate<Situation> applies, Function<Situation, String> cause) {
	}

}
