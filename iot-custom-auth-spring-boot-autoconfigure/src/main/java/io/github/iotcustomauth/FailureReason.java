package io.github.iotcustomauth;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.iotcustomauth.IotFailure.Kind;

/**
 * Reason for an {@link IotFailure}, for applications that handle failures in different
 * ways. Reasons with a {@link #code()} are the reason codes of MQTT 5 (section 2.4), the
 * others are found by this library.
 */
public enum FailureReason {

	// reason codes of MQTT 5

	/**
	 * It is a normal end.
	 */
	NORMAL_DISCONNECTION(Kind.NETWORK, 0x00, "It is a normal end", "The client reconnects"),

	/**
	 * The server names no reason.
	 */
	UNSPECIFIED_ERROR(Kind.NETWORK, 0x80, "The server names no reason", "Check the log of the server"),

	/**
	 * The server could not read a packet.
	 */
	MALFORMED_PACKET(Kind.INVALID, 0x81, "The server could not read a packet",
			"Check customizers, and that the server speaks MQTT 5"),

	/**
	 * The server received a packet against the rules of MQTT.
	 */
	PROTOCOL_ERROR(Kind.INVALID, 0x82, "The server received a packet against the rules of MQTT",
			"Check customizers, and that the server speaks MQTT 5"),

	/**
	 * The server does not accept a valid packet.
	 */
	IMPLEMENTATION_SPECIFIC_ERROR(Kind.INVALID, 0x83, "The server does not accept a valid packet",
			"Check the limits of the server"),

	/**
	 * The server does not speak MQTT 5.
	 */
	UNSUPPORTED_PROTOCOL_VERSION(Kind.CONFIGURATION, 0x84, "The server does not speak MQTT 5",
			"Check 'aws.iot.custom-auth.endpoint'"),

	/**
	 * The server does not accept the client id.
	 */
	CLIENT_IDENTIFIER_NOT_VALID(Kind.REJECTED, 0x85, "The server does not accept the client id",
			"Check 'aws.iot.custom-auth.client-id'"),

	/**
	 * The server does not accept the credentials.
	 */
	BAD_USERNAME_OR_PASSWORD(Kind.REJECTED, 0x86, "The server does not accept the credentials",
			"Check user name, password, token and signature"),

	/**
	 * The authorizer, or the policy that it returned, does not allow it.
	 */
	NOT_AUTHORIZED(Kind.REJECTED, 0x87, "The authorizer, or the policy that it returned, does not allow it",
			"Check credentials and policy, and the log of the authorizer"),

	/**
	 * The server is not available.
	 */
	SERVER_UNAVAILABLE(Kind.NETWORK, 0x88, "The server is not available", "The client tries again"),

	/**
	 * The server is busy.
	 */
	SERVER_BUSY(Kind.NETWORK, 0x89, "The server is busy", "The client tries again"),

	/**
	 * The server has banned the client.
	 */
	BANNED(Kind.REJECTED, 0x8A, "The server has banned the client", "Ask the operator of the server"),

	/**
	 * The server is shutting down.
	 */
	SERVER_SHUTTING_DOWN(Kind.NETWORK, 0x8B, "The server is shutting down", "The client reconnects"),

	/**
	 * The server does not support the authentication method.
	 */
	BAD_AUTHENTICATION_METHOD(Kind.CONFIGURATION, 0x8C, "The server does not support the authentication method",
			"Check the customizers of the connection"),

	/**
	 * The server received nothing within the keep-alive interval.
	 */
	KEEP_ALIVE_TIMEOUT(Kind.NETWORK, 0x8D, "The server received nothing within the keep-alive interval",
			"Check the network, and whether the process was suspended"),

	/**
	 * Another client connected with the same client id.
	 */
	SESSION_TAKEN_OVER(Kind.TAKEN_OVER, 0x8E, "Another client connected with the same client id",
			"Give every instance its own 'aws.iot.custom-auth.client-id'"),

	/**
	 * The server does not accept the topic filter.
	 */
	TOPIC_FILTER_INVALID(Kind.INVALID, 0x8F, "The server does not accept the topic filter",
			"Check the topic filter, above all if it starts with '$'"),

	/**
	 * The server does not accept the topic.
	 */
	TOPIC_NAME_INVALID(Kind.INVALID, 0x90, "The server does not accept the topic",
			"Check the topic: AWS IoT Core allows 256 bytes and 7 slashes"),

	/**
	 * The server still uses the packet identifier.
	 */
	PACKET_IDENTIFIER_IN_USE(Kind.INVALID, 0x91, "The server still uses the packet identifier",
			"Check customizers, or set 'aws.iot.custom-auth.session.expiry' to 0"),

	/**
	 * The server does not know the packet identifier.
	 */
	PACKET_IDENTIFIER_NOT_FOUND(Kind.INVALID, 0x92, "The server does not know the packet identifier",
			"Check customizers, or set 'aws.iot.custom-auth.session.expiry' to 0"),

	/**
	 * More messages were in flight than the server allows.
	 */
	RECEIVE_MAXIMUM_EXCEEDED(Kind.THROTTLED, 0x93, "More messages were in flight than the server allows",
			"Publish more slowly"),

	/**
	 * The server does not accept a topic alias.
	 */
	TOPIC_ALIAS_INVALID(Kind.INVALID, 0x94, "The server does not accept a topic alias",
			"Check the customizers of the connection"),

	/**
	 * A packet is larger than the server allows.
	 */
	PACKET_TOO_LARGE(Kind.INVALID, 0x95, "A packet is larger than the server allows",
			"Check the size of the message: AWS IoT Core allows 128 KiB of payload"),

	/**
	 * Messages came faster than the server allows.
	 */
	MESSAGE_RATE_TOO_HIGH(Kind.THROTTLED, 0x96, "Messages came faster than the server allows", "Publish more slowly"),

	/**
	 * A quota of the server was exceeded.
	 */
	QUOTA_EXCEEDED(Kind.THROTTLED, 0x97, "A quota of the server was exceeded", "Publish and connect more slowly"),

	/**
	 * An administrative action ended it.
	 */
	ADMINISTRATIVE_ACTION(Kind.NETWORK, 0x98, "An administrative action ended it", "The client reconnects"),

	/**
	 * The payload does not have the format that the message claims.
	 */
	PAYLOAD_FORMAT_INVALID(Kind.INVALID, 0x99, "The payload does not have the format that the message claims",
			"Check payload and content type"),

	/**
	 * The server does not support retained messages.
	 */
	RETAIN_NOT_SUPPORTED(Kind.INVALID, 0x9A, "The server does not support retained messages",
			"Publish without 'retain', the last will included"),

	/**
	 * The server does not support this QoS.
	 */
	QOS_NOT_SUPPORTED(Kind.INVALID, 0x9B, "The server does not support this QoS",
			"Use QoS 0 or 1, in the last will, too"),

	/**
	 * The server asks the client to use another server for now.
	 */
	USE_ANOTHER_SERVER(Kind.CONFIGURATION, 0x9C, "The server asks the client to use another server for now",
			"Check 'aws.iot.custom-auth.endpoint'"),

	/**
	 * The server has moved.
	 */
	SERVER_MOVED(Kind.CONFIGURATION, 0x9D, "The server has moved", "Check 'aws.iot.custom-auth.endpoint'"),

	/**
	 * The server does not support shared subscriptions.
	 */
	SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(Kind.INVALID, 0x9E, "The server does not support shared subscriptions",
			"Use a topic filter without '$share'"),

	/**
	 * Connections came faster than the server allows.
	 */
	CONNECTION_RATE_EXCEEDED(Kind.THROTTLED, 0x9F, "Connections came faster than the server allows",
			"Check whether another client uses the same client id"),

	/**
	 * The connection lasted as long as the server allows.
	 */
	MAXIMUM_CONNECT_TIME(Kind.NETWORK, 0xA0, "The connection lasted as long as the server allows",
			"The client reconnects"),

	/**
	 * The server does not support subscription identifiers.
	 */
	SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(Kind.INVALID, 0xA1, "The server does not support subscription identifiers",
			"Check the customizers of the connection"),

	/**
	 * The server does not support wildcards.
	 */
	WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(Kind.INVALID, 0xA2, "The server does not support wildcards",
			"Use a topic filter without wildcards"),

	/**
	 * The server sent a reason code that MQTT 5 does not know, or too few.
	 */
	UNKNOWN_REASON_CODE(Kind.NETWORK, -1, "The server sent a reason code that MQTT 5 does not know, or too few",
			"Check that the server speaks MQTT 5"),

	// network and native client

	/**
	 * The host name cannot be resolved.
	 */
	HOST_NOT_FOUND(Kind.NETWORK, -1, "The host name cannot be resolved",
			"Check the network of this machine, DNS, and 'aws.iot.custom-auth.endpoint'"),

	/**
	 * The endpoint refused the network connection.
	 */
	CONNECTION_REFUSED(Kind.NETWORK, -1, "The endpoint refused the network connection",
			"Nothing listens there; check 'aws.iot.custom-auth.port' and the firewall"),

	/**
	 * The endpoint did not answer to the network connection.
	 */
	NETWORK_TIMEOUT(Kind.NETWORK, -1, "The endpoint did not answer to the network connection",
			"Check the firewall, and whether a proxy is needed"),

	/**
	 * There is no route to the endpoint.
	 */
	NETWORK_UNREACHABLE(Kind.NETWORK, -1, "There is no route to the endpoint",
			"Check that this machine is connected to the network"),

	/**
	 * The HTTP proxy cannot be reached.
	 */
	PROXY_UNREACHABLE(Kind.NETWORK, -1, "The HTTP proxy cannot be reached",
			"Check 'aws.iot.custom-auth.proxy.host' and 'proxy.port', or 'https.proxyHost' of the JVM"),

	/**
	 * The HTTP proxy refused the connection.
	 */
	PROXY_FAILED(Kind.NETWORK, -1, "The HTTP proxy refused the connection",
			"Check the credentials in 'aws.iot.custom-auth.proxy.username' and 'proxy.password', and that the proxy "
					+ "allows this host and port"),

	/**
	 * The TLS handshake failed.
	 */
	TLS_FAILED(Kind.NETWORK, -1, "The TLS handshake failed",
			"The certificate of the endpoint is not trusted or not for this host name "
					+ "(check 'aws.iot.custom-auth.ssl.bundle'), or the server knows no MQTT at this port "
					+ "(custom authorizers are reached on port 443)"),

	/**
	 * The certificate of the endpoint has expired.
	 */
	CERTIFICATE_EXPIRED(Kind.NETWORK, -1, "The certificate of the endpoint has expired",
			"Let the server renew it, or check the clock of this machine"),

	/**
	 * The certificate of the endpoint is not valid yet.
	 */
	CERTIFICATE_NOT_YET_VALID(Kind.NETWORK, -1, "The certificate of the endpoint is not valid yet",
			"Check the clock of this machine"),

	/**
	 * The certificate of the endpoint is for another host name.
	 */
	CERTIFICATE_WRONG_HOST(Kind.NETWORK, -1, "The certificate of the endpoint is for another host name",
			"Check 'aws.iot.custom-auth.endpoint'"),

	/**
	 * The certificate of the endpoint is not trusted.
	 */
	CERTIFICATE_UNTRUSTED(Kind.NETWORK, -1, "The certificate of the endpoint is not trusted",
			"Check 'aws.iot.custom-auth.ssl.bundle'"),

	/**
	 * The endpoint speaks no version of TLS that the connection offers.
	 */
	TLS_VERSION_NOT_SUPPORTED(Kind.NETWORK, -1, "The endpoint speaks no version of TLS that the connection offers",
			"Check 'options.enabled-protocols' of the SSL bundle, and what the server speaks"),

	/**
	 * The endpoint accepts connections but does not answer in TLS.
	 */
	TLS_TIMEOUT(Kind.NETWORK, -1, "The endpoint accepts connections but does not answer in TLS",
			"Check the port, and proxies between"),

	/**
	 * The server refused the WebSocket upgrade.
	 */
	UPGRADE_REFUSED(Kind.NETWORK, -1, "The server refused the WebSocket upgrade",
			"Check that endpoint and port belong to AWS IoT Core"),

	/**
	 * The server did not answer to CONNECT.
	 */
	CONNACK_TIMEOUT(Kind.NETWORK, -1, "The server did not answer to CONNECT",
			"The authorizer may be too slow: AWS allows it 5 seconds; check its log"),

	/**
	 * The attempt took longer than 'aws.iot.custom-auth.connect-timeout'.
	 */
	CONNECT_TIMEOUT(Kind.NETWORK, -1, "The attempt took longer than 'aws.iot.custom-auth.connect-timeout'",
			"Check the firewall, and that endpoint and port belong to AWS IoT Core"),

	/**
	 * The server did not answer to PINGREQ.
	 */
	PING_TIMEOUT(Kind.NETWORK, -1, "The server did not answer to PINGREQ", "The network connection is dead"),

	/**
	 * The connection was closed by the network or the server, without a reason.
	 */
	CONNECTION_LOST(Kind.NETWORK, -1, "The connection was closed by the network or the server, without a reason",
			"AWS IoT Core hangs up when the policy does not allow an operation, or when it refuses the credentials"),

	/**
	 * The server sent something that is not MQTT 5.
	 */
	PROTOCOL_MISMATCH(Kind.NETWORK, -1, "The server sent something that is not MQTT 5",
			"Check 'aws.iot.custom-auth.endpoint' and port"),

	/**
	 * The native client failed.
	 */
	NATIVE_ERROR(Kind.UNEXPECTED, -1, "The native client failed", "Look the error up in the AWS Common Runtime"),

	/**
	 * The native client could not be created.
	 */
	CLIENT_NOT_CREATED(Kind.CONFIGURATION, -1, "The native client could not be created",
			"Check settings, SSL bundle and customizers of the connection"),

	/**
	 * The native client was not created in time.
	 */
	CLIENT_NOT_CREATED_IN_TIME(Kind.UNEXPECTED, -1, "The native client was not created in time",
			"Check whether a customizer waits for something"),

	/**
	 * Something failed that should not.
	 */
	UNEXPECTED_ERROR(Kind.UNEXPECTED, -1, "Something failed that should not",
			"Check customizers and the log, which has the details"),

	/**
	 * The first attempt to connect did not end.
	 */
	NO_RESULT(Kind.TIMED_OUT, -1, "The first attempt to connect did not end",
			"Check whether a listener or a customizer blocks"),

	// credentials

	/**
	 * The credentials provider failed.
	 */
	CREDENTIALS_PROVIDER_FAILED(Kind.CREDENTIALS, -1, "The credentials provider failed",
			"Check the service that it asks, the log has the stack trace once at level WARN"),

	/**
	 * The credentials provider gave no answer in time.
	 */
	CREDENTIALS_PROVIDER_TIMEOUT(Kind.CREDENTIALS, -1, "The credentials provider gave no answer in time",
			"Check the service that it asks"),

	/**
	 * The credentials provider or a customizer still hangs in earlier attempts, although
	 * it was interrupted.
	 */
	PREPARATION_HANGS(Kind.CREDENTIALS, -1,
			"The credentials provider or a customizer still hangs in earlier attempts, although it was interrupted",
			"Check what it waits for"),

	/**
	 * The credentials cannot be sent.
	 */
	CREDENTIALS_INVALID(Kind.CREDENTIALS, -1, "The credentials cannot be sent", "Check their parts"),

	/**
	 * A property of the credentials cannot be used.
	 */
	CREDENTIALS_UNUSABLE(Kind.CREDENTIALS, -1, "A property of the credentials cannot be used",
			"Check the file, key or token that it refers to"),

	/**
	 * There is no OAuth2 access token.
	 */
	ACCESS_TOKEN_UNAVAILABLE(Kind.CREDENTIALS, -1, "There is no OAuth2 access token",
			"Check client id, secret and token URI of the client registration"),

	// publishing, subscribing and requests

	/**
	 * The server hangs up whenever it receives this message or subscription.
	 */
	SERVER_HUNG_UP(Kind.REJECTED, -1, "The server hangs up whenever it receives this message or subscription",
			"Check the topic, above all if it starts with '$', what the policy allows, and the size of the message"),

	/**
	 * The server did not acknowledge in time.
	 */
	NOT_ACKNOWLEDGED(Kind.TIMED_OUT, -1, "The server did not acknowledge in time",
			"It may have executed the operation all the same"),

	/**
	 * There is no connection at the moment and QoS 0 messages are not kept.
	 */
	NOT_CONNECTED(Kind.NETWORK, -1, "There is no connection at the moment and QoS 0 messages are not kept",
			"Use QoS 1 for what must arrive"),

	/**
	 * The expiry interval of the message ended before it could be sent.
	 */
	MESSAGE_EXPIRED(Kind.EXPIRED, -1, "The expiry interval of the message ended before it could be sent",
			"Check the connection, the rate of publishes, or use a longer interval"),

	/**
	 * The message cannot be read, or exceeds a limit of AWS IoT Core.
	 */
	INVALID_MESSAGE(Kind.INVALID, -1, "The message cannot be read, or exceeds a limit of AWS IoT Core",
			"Check topic, payload and properties of the message"),

	/**
	 * More messages wait to be sent or acknowledged than may.
	 */
	TOO_MANY_PENDING_PUBLISHES(Kind.LIMIT, -1, "More messages wait to be sent or acknowledged than may",
			"Publish more slowly, or wait for the futures of earlier publishes "
					+ "('aws.iot.custom-auth.publish.max-pending', 'max-pending-bytes')"),

	/**
	 * AWS IoT Core allows 50 subscriptions a connection.
	 */
	TOO_MANY_SUBSCRIPTIONS(Kind.LIMIT, -1, "AWS IoT Core allows 50 subscriptions a connection",
			"Use wildcards, or unsubscribe"),

	/**
	 * 1,000 requests wait for their answers, and no more may.
	 */
	TOO_MANY_PENDING_REQUESTS(Kind.LIMIT, -1, "1,000 requests wait for their answers, and no more may",
			"Ask more slowly, or set a shorter limit for requests that are not answered"),

	/**
	 * The outbox could not keep the message.
	 */
	OUTBOX_FAILED(Kind.OUTBOX, -1, "The outbox could not keep the message", "Check its database"),

	/**
	 * The database of the outbox cannot be used.
	 */
	OUTBOX_UNAVAILABLE(Kind.OUTBOX, -1, "The database of the outbox cannot be used",
			"Check it and the log; the outbox recovers by itself, and the message was not stored"),

	/**
	 * The outbox has as many messages as it may have.
	 */
	OUTBOX_FULL(Kind.OUTBOX, -1, "The outbox is full",
			"Check the connection and the rate of publishes ('aws.iot.custom-auth.publish.jdbc.max-rows')"),

	/**
	 * The disk of the outbox's database is full.
	 */
	OUTBOX_DISK_FULL(Kind.OUTBOX, -1, "The disk of the outbox's database is full", "Make room on it"),

	/**
	 * The database of the outbox did not store the message in time.
	 */
	OUTBOX_TIMED_OUT(Kind.OUTBOX, -1, "The database of the outbox did not store the message in time",
			"Check its load and the size of the connection pool; the message was withdrawn and is not sent"),

	/**
	 * Whether the outbox stored the message is not known.
	 */
	OUTBOX_UNCERTAIN(Kind.OUTBOX, -1, "The database of the outbox did not answer in time",
			"Check it; the message may have been stored and may still be sent"),

	/**
	 * The transaction that published the message was rolled back.
	 */
	TRANSACTION_ROLLED_BACK(Kind.CANCELED, -1, "The transaction that published the message was rolled back",
			"Check why it was rolled back; the message was not sent"),

	/**
	 * The application closed the connection.
	 */
	KEPT_IN_OUTBOX(Kind.CLOSED, -1, "The application closed the connection",
			"The message is kept in the outbox and sent after the next start"),

	/**
	 * The subscription was given up before the server answered.
	 */
	UNSUBSCRIBED(Kind.CANCELED, -1, "The subscription was given up before the server answered",
			"Check what called 'unsubscribe'"),

	/**
	 * The caller no longer waits for the acknowledgment.
	 */
	NO_ACKNOWLEDGEMENT(Kind.TIMED_OUT, -1, "The caller no longer waits for the acknowledgment",
			"There may be no connection at the moment; the message is kept and may still be sent later"),

	/**
	 * The request has no answer in time.
	 */
	NO_REPLY(Kind.TIMED_OUT, -1, "The request has no answer in time", "Check that its receiver runs"),

	/**
	 * The waiting thread was interrupted.
	 */
	INTERRUPTED(Kind.CANCELED, -1, "The waiting thread was interrupted", "The message may still be sent later"),

	/**
	 * The connection is replaced by a new one.
	 */
	CONNECTION_RENEWED(Kind.CLOSED, -1, "The connection is replaced by a new one",
			"Nothing: it was asked for, or the credentials expire"),

	/**
	 * The application closed the connection.
	 */
	CONNECTION_CLOSED(Kind.CLOSED, -1, "The application closed the connection", "Start the connection again");

	private static final Map<Integer, FailureReason> BY_CODE = Arrays.stream(values())
		.filter((reason) -> reason.code >= 0)
		.collect(Collectors.toUnmodifiableMap(FailureReason::code, Function.identity()));

	private final Kind kind;

	private final int code;

	private final String summary;

	private final String whatToCheck;

	FailureReason(Kind kind, int code, String summary, String whatToCheck) {
		this.kind = kind;
		this.code = code;
		this.summary = summary;
		this.whatToCheck = whatToCheck;
	}

	/**
	 * The kind of the reason, which decides when the connection tries again.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * The reason code of MQTT 5.
	 * @return 0 to 255, or {@code -1} for a reason that is not sent by a server
	 */
	public int code() {
		return this.code;
	}

	/**
	 * A sentence, without full stop, that says what happened.
	 * @return the sentence
	 */
	public String summary() {
		return this.summary;
	}

	/**
	 * A sentence, without full stop, that says what to check when nothing more is known.
	 * @return the sentence
	 */
	public String whatToCheck() {
		return this.whatToCheck;
	}

	/**
	 * Whether a server sends this reason, in a packet that refuses or ends something.
	 * @return whether it is a reason code of MQTT 5
	 */
	public boolean isSentByServer() {
		return this.code >= 0 || this == UNKNOWN_REASON_CODE;
	}

	/**
	 * The reason for a reason code of MQTT 5.
	 * @param code the code
	 * @return the reason, {@link #UNKNOWN_REASON_CODE} if MQTT 5 has no such code for a
	 * failure
	 */
	public static FailureReason ofCode(int code) {
		FailureReason known = BY_CODE.get(code);
		return (known != null) ? known : UNKNOWN_REASON_CODE;
	}

}
