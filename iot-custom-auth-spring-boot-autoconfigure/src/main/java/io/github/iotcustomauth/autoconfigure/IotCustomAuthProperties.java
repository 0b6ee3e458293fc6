package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.internal.configuration.ConfiguredConnection;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the connection to AWS IoT Core. An empty value is the same as none.
 */
@ConfigurationProperties(IotCustomAuthProperties.PREFIX)
class IotCustomAuthProperties implements ConfiguredConnection {

	static final String PREFIX = "aws.iot.custom-auth";

	/**
	 * Whether to connect to AWS IoT Core.
	 */
	private boolean enabled = true;

	/**
	 * Host name of the IoT data endpoint, without scheme and port. Required unless
	 * something else, such as the local endpoint, contributes the connection details.
	 */
	private @Nullable String endpoint;

	/**
	 * Port of the endpoint. AWS IoT Core offers custom authorizers on 443 only.
	 */
	private int port = 443;

	/**
	 * How MQTT travels to the endpoint.
	 */
	private TransportType transport = TransportType.WEBSOCKET;

	/**
	 * Where the authorizer name, the token and its signature travel. With the transport
	 * 'tls' they can travel in the CONNECT user name only.
	 */
	private CredentialsLocation credentialsIn = CredentialsLocation.CONNECT;

	/**
	 * Client id, at most 128 bytes and different for every running instance. When not
	 * set, it is made of the application name and a random suffix.
	 */
	private @Nullable String clientId;

	/**
	 * Name of the custom authorizer. When not set, the endpoint's default authorizer is
	 * asked.
	 */
	private @Nullable String authorizerName;

	/**
	 * User name for the authorizer.
	 */
	private @Nullable String username;

	/**
	 * Password for the authorizer, sent as UTF-8.
	 */
	private @Nullable String password;

	/**
	 * Location of a file with the password in UTF-8. It is read before every attempt to
	 * connect; line breaks at its end are ignored.
	 */
	private @Nullable String passwordFile;

	/**
	 * Name under which the authorizer looks for the token. A token needs this name, a
	 * value (token-value, token-file or oauth2) and a signature (token-signature,
	 * token-signing or that of a JWT).
	 */
	private @Nullable String tokenKeyName;

	/**
	 * Token for the authorizer.
	 */
	private @Nullable String tokenValue;

	/**
	 * Location of a file with the token in UTF-8. It is read before every attempt to
	 * connect; line breaks at its end are ignored.
	 */
	private @Nullable String tokenFile;

	/**
	 * Format of the token.
	 */
	private TokenFormat tokenFormat = TokenFormat.PLAIN;

	/**
	 * SHA256withRSA signature of the token, base64 encoded. May be percent-encoded
	 * already.
	 */
	private @Nullable String tokenSignature;

	/**
	 * Further query parameters for the authorizer, by name.
	 */
	private final Map<String, String> parameters = new LinkedHashMap<>();

	/**
	 * Keep-alive interval, between 30 seconds and 20 minutes. If a duration suffix is not
	 * specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration keepAlive = Duration.ofSeconds(60);

	/**
	 * How long one attempt to connect may take, from TCP to the answer of the authorizer.
	 * A certificate that is refused ends an attempt after 10 to 30 seconds, or at this
	 * limit. If a duration suffix is not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectTimeout = Duration.ofSeconds(30);

	/**
	 * How long the acknowledgement of a publish, subscribe or unsubscribe may take on a
	 * live connection. If a duration suffix is not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration operationTimeout = Duration.ofSeconds(30);

	/**
	 * Whether to wait for the first connection at start, and to fail the application when
	 * it is refused or times out.
	 */
	private boolean failFast;

	/**
	 * How many QoS 1 messages the server may send before the first of them is
	 * acknowledged, from 1 to 65535. AWS IoT Core sends at most 100.
	 */
	private int receiveMaximum = 100;

	/**
	 * Whether this connection is meant where none is named. Without one it is the first
	 * of the connections.
	 */
	private boolean primary;

	/**
	 * Number of clients that the connection consists of, 100 at most. With more than one,
	 * their client ids are 'client-id' with a number: '-1', '-2' and so on.
	 */
	private int poolSize = 1;

	/**
	 * Connections by name. Each has all of these properties; what it does not set is
	 * taken from above.
	 */
	private final Map<String, IotCustomAuthProperties> connections = new LinkedHashMap<>();

	private final Publish publish = new Publish();

	private final Request request = new Request();

	private final TokenSigning tokenSigning = new TokenSigning();

	private final Oauth2 oauth2 = new Oauth2();

	private final Ssl ssl = new Ssl();

	private final Session session = new Session();

	private final Will will = new Will();

	private final Reconnect reconnect = new Reconnect();

	private final Proxy proxy = new Proxy();

	private final NativeLogging nativeLogging = new NativeLogging();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	@Override
	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	public void setEndpoint(@Nullable String endpoint) {
		this.endpoint = endpoint;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public TransportType getTransport() {
		return this.transport;
	}

	public void setTransport(TransportType transport) {
		this.transport = transport;
	}

	public CredentialsLocation getCredentialsIn() {
		return this.credentialsIn;
	}

	public void setCredentialsIn(CredentialsLocation credentialsIn) {
		this.credentialsIn = credentialsIn;
	}

	public @Nullable String getClientId() {
		return this.clientId;
	}

	public void setClientId(@Nullable String clientId) {
		this.clientId = clientId;
	}

	public @Nullable String getAuthorizerName() {
		return this.authorizerName;
	}

	public void setAuthorizerName(@Nullable String authorizerName) {
		this.authorizerName = authorizerName;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getPasswordFile() {
		return this.passwordFile;
	}

	public void setPasswordFile(@Nullable String passwordFile) {
		this.passwordFile = passwordFile;
	}

	public @Nullable String getTokenKeyName() {
		return this.tokenKeyName;
	}

	public void setTokenKeyName(@Nullable String tokenKeyName) {
		this.tokenKeyName = tokenKeyName;
	}

	public @Nullable String getTokenValue() {
		return this.tokenValue;
	}

	public void setTokenValue(@Nullable String tokenValue) {
		this.tokenValue = tokenValue;
	}

	public @Nullable String getTokenFile() {
		return this.tokenFile;
	}

	public void setTokenFile(@Nullable String tokenFile) {
		this.tokenFile = tokenFile;
	}

	public TokenFormat getTokenFormat() {
		return this.tokenFormat;
	}

	public void setTokenFormat(TokenFormat tokenFormat) {
		this.tokenFormat = tokenFormat;
	}

	public @Nullable String getTokenSignature() {
		return this.tokenSignature;
	}

	public void setTokenSignature(@Nullable String tokenSignature) {
		this.tokenSignature = tokenSignature;
	}

	public Map<String, String> getParameters() {
		return this.parameters;
	}

	@Override
	public boolean hasCredentials() {
		return !this.parameters.isEmpty() || Stream
			.of(this.authorizerName, this.username, this.password, this.passwordFile, this.tokenKeyName,
					this.tokenValue, this.tokenFile, this.tokenSignature, this.tokenSigning.privateKey,
					this.tokenSigning.bundle, this.oauth2.registration)
			.anyMatch(StringUtils::hasLength);
	}

	@Override
	public boolean hasClientCertificate() {
		return this.transport == TransportType.TLS && StringUtils.hasLength(this.ssl.bundle);
	}

	@Override
	public @Nullable SslBundle findSslBundle(@Nullable SslBundles sslBundles) {
		return StringUtils.hasLength(this.ssl.bundle)
				? new SslBundleProperty(InvalidIotPropertyException.key("ssl.bundle"), this.ssl.bundle, sslBundles)
					.bundle()
				: null;
	}

	public Duration getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(Duration keepAlive) {
		this.keepAlive = keepAlive;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getOperationTimeout() {
		return this.operationTimeout;
	}

	public void setOperationTimeout(Duration operationTimeout) {
		this.operationTimeout = operationTimeout;
	}

	public boolean isFailFast() {
		return this.failFast;
	}

	public void setFailFast(boolean failFast) {
		this.failFast = failFast;
	}

	public TokenSigning getTokenSigning() {
		return this.tokenSigning;
	}

	public Oauth2 getOauth2() {
		return this.oauth2;
	}

	public int getReceiveMaximum() {
		return this.receiveMaximum;
	}

	public void setReceiveMaximum(int receiveMaximum) {
		this.receiveMaximum = receiveMaximum;
	}

	public boolean isPrimary() {
		return this.primary;
	}

	public void setPrimary(boolean primary) {
		this.primary = primary;
	}

	public int getPoolSize() {
		return this.poolSize;
	}

	public void setPoolSize(int poolSize) {
		this.poolSize = poolSize;
	}

	public Map<String, IotCustomAuthProperties> getConnections() {
		return this.connections;
	}

	public Publish getPublish() {
		return this.publish;
	}

	public Request getRequest() {
		return this.request;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Session getSession() {
		return this.session;
	}

	public Will getWill() {
		return this.will;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public Proxy getProxy() {
		return this.proxy;
	}

	public NativeLogging getNativeLogging() {
		return this.nativeLogging;
	}

	/**
	 * Format of a token.
	 */
	enum TokenFormat {

		/**
		 * Any text. The signature comes from elsewhere.
		 */
		PLAIN,

		/**
		 * A whole JSON Web Token, signed with RS256. Its own signature is presented, and
		 * its expiry is known.
		 */
		JWT

	}

	/**
	 * Signing of the token.
	 */
	static class TokenSigning {

		/**
		 * RSA private key to sign the token with, unencrypted: PEM text or its location.
		 * It is read anew before every attempt to connect.
		 */
		private @Nullable String privateKey;

		/**
		 * Name of the SSL bundle with the RSA private key to sign the token with.
		 */
		private @Nullable String bundle;

		public @Nullable String getPrivateKey() {
			return this.privateKey;
		}

		public void setPrivateKey(@Nullable String privateKey) {
			this.privateKey = privateKey;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Access tokens of an OAuth2 authorization server.
	 */
	static class Oauth2 {

		/**
		 * Id of the client registration (spring.security.oauth2.client.registration)
		 * whose access token is presented to the authorizer. Needs Spring Security's
		 * OAuth2 client on the class path.
		 */
		private @Nullable String registration;

		/**
		 * What the access token is presented as.
		 */
		private SendAs sendAs = SendAs.PASSWORD;

		public @Nullable String getRegistration() {
			return this.registration;
		}

		public void setRegistration(@Nullable String registration) {
			this.registration = registration;
		}

		public SendAs getSendAs() {
			return this.sendAs;
		}

		public void setSendAs(SendAs sendAs) {
			this.sendAs = sendAs;
		}

		/**
		 * What an access token is presented as.
		 */
		enum SendAs {

			/**
			 * As the password.
			 */
			PASSWORD,

			/**
			 * As the token, with the signature that it brings along as a JWT.
			 */
			TOKEN

		}

	}

	/**
	 * Outgoing messages.
	 */
	static class Publish {

		/**
		 * How many messages the server takes in a second on a connection, or 'unlimited'.
		 * The rate is kept a little below, with 512 KiB a second; what is published
		 * faster waits. AWS IoT Core takes 100.
		 */
		private String rate = "100";

		/**
		 * How many messages may wait to be sent or, with QoS 1, for their acknowledgment,
		 * with or without a connection. One more fails at once.
		 */
		private int maxPending = 10_000;

		/**
		 * How many bytes of payload and topic these messages may have together, in
		 * memory.
		 */
		private DataSize maxPendingBytes = DataSize.ofMegabytes(16);

		/**
		 * Where QoS 1 messages are kept as well until they are acknowledged, so that they
		 * survive the end of the process. Needs a client id.
		 */
		private Outbox outbox = Outbox.NONE;

		public String getRate() {
			return this.rate;
		}

		public void setRate(String rate) {
			this.rate = rate;
		}

		public int getMaxPending() {
			return this.maxPending;
		}

		public void setMaxPending(int maxPending) {
			this.maxPending = maxPending;
		}

		public DataSize getMaxPendingBytes() {
			return this.maxPendingBytes;
		}

		public void setMaxPendingBytes(DataSize maxPendingBytes) {
			this.maxPendingBytes = maxPendingBytes;
		}

		public Outbox getOutbox() {
			return this.outbox;
		}

		public void setOutbox(Outbox outbox) {
			this.outbox = outbox;
		}

		/**
		 * Where messages are kept.
		 */
		enum Outbox {

			/**
			 * In memory only.
			 */
			NONE,

			/**
			 * In a table of the application's DataSource.
			 */
			JDBC

		}

	}

	/**
	 * Requests and their answers.
	 */
	static class Request {

		/**
		 * How long a request may take, from its subscription to its answer, unless it
		 * says otherwise. If a duration suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(30);

		/**
		 * Topic for answers, a different one for every running instance. When not set, it
		 * is clients/, the client id and /replies.
		 */
		private @Nullable String replyTopic;

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable String getReplyTopic() {
			return this.replyTopic;
		}

		public void setReplyTopic(@Nullable String replyTopic) {
			this.replyTopic = replyTopic;
		}

	}

	/**
	 * Trust and keys.
	 */
	static class Ssl {

		/**
		 * Name of the SSL bundle with the trusted certificates and, for custom
		 * authentication with X.509, the client certificate and its key. When not set,
		 * the certificates that the JVM trusts are used.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * MQTT session.
	 */
	static class Session {

		/**
		 * How long the server keeps subscriptions and undelivered messages after the
		 * connection has ended, at most 7 days. Zero switches it off. More than 60
		 * seconds need a client id. If a duration suffix is not specified, seconds are
		 * used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration expiry = Duration.ofSeconds(60);

		public Duration getExpiry() {
			return this.expiry;
		}

		public void setExpiry(Duration expiry) {
			this.expiry = expiry;
		}

	}

	/**
	 * Last will.
	 */
	static class Will {

		/**
		 * Topic of the last will. When not set, there is none.
		 */
		private @Nullable String topic;

		/**
		 * Payload of the last will, sent as UTF-8.
		 */
		private @Nullable String payload;

		/**
		 * Quality of service of the last will, 0 or 1.
		 */
		private int qos = 1;

		/**
		 * Whether the last will is retained.
		 */
		private boolean retain;

		public @Nullable String getTopic() {
			return this.topic;
		}

		public void setTopic(@Nullable String topic) {
			this.topic = topic;
		}

		public @Nullable String getPayload() {
			return this.payload;
		}

		public void setPayload(@Nullable String payload) {
			this.payload = payload;
		}

		public int getQos() {
			return this.qos;
		}

		public void setQos(int qos) {
			this.qos = qos;
		}

		public boolean isRetain() {
			return this.retain;
		}

		public void setRetain(boolean retain) {
			this.retain = retain;
		}

	}

	/**
	 * Attempts after a lost or refused connection.
	 */
	static class Reconnect {

		/**
		 * Shortest delay between two attempts, which are never less than a second apart.
		 * After a connection of 5 seconds or more the first attempt comes within it. If a
		 * duration suffix is not specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration minDelay = Duration.ofSeconds(1);

		/**
		 * Longest delay before a new attempt. If a duration suffix is not specified,
		 * seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration maxDelay = Duration.ofMinutes(2);

		public Duration getMinDelay() {
			return this.minDelay;
		}

		public void setMinDelay(Duration minDelay) {
			this.minDelay = minDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

	}

	/**
	 * HTTP proxy. Without a host, the connection uses the HTTPS proxy of the JVM, if it
	 * has one.
	 */
	static class Proxy {

		/**
		 * Host name of the HTTP proxy, without scheme and port. When not set, the system
		 * properties 'https.proxyHost', 'https.proxyPort' and 'http.nonProxyHosts' apply.
		 */
		private @Nullable String host;

		/**
		 * Port of the HTTP proxy.
		 */
		private @Nullable Integer port;

		/**
		 * User name for the HTTP proxy, which is sent with basic authentication.
		 */
		private @Nullable String username;

		/**
		 * Password for the HTTP proxy.
		 */
		private @Nullable String password;

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

	/**
	 * Log of AWS's native client, redacted, in the log of the application.
	 */
	static class NativeLogging {

		/**
		 * Lowest level of the lines of the native client that are passed to the loggers
		 * below 'software.amazon.awssdk.crt'. There is one native log in a process: the
		 * first connection decides.
		 */
		private LogLevel level = LogLevel.OFF;

		public LogLevel getLevel() {
			return this.level;
		}

		public void setLevel(LogLevel level) {
			this.level = level;
		}

	}

}
