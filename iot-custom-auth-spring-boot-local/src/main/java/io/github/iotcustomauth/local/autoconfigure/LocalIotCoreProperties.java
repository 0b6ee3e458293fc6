package io.github.iotcustomauth.local.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * Properties of the local AWS IoT Core endpoint.
 */
@ConfigurationProperties(LocalIotCoreProperties.PREFIX)
public class LocalIotCoreProperties {

	static final String PREFIX = "aws.iot.custom-auth.local";

	static final String DEFAULT_ADDRESS = "127.0.0.1";

	/**
	 * Whether to start the local endpoint.
	 */
	private boolean enabled = true;

	/**
	 * Address to listen on, as host name or IP address. With another address than one of
	 * the loopback interface the endpoint is reachable from the network.
	 */
	private String address = DEFAULT_ADDRESS;

	/**
	 * Port to listen on, for MQTT over TLS and over WebSocket. Zero takes any free port.
	 */
	private int port;

	/**
	 * File to write the certificate of the endpoint's certificate authority to, as PEM.
	 * Replaced at every start. Not needed by clients in the same application.
	 */
	private @Nullable Path caFile;

	/**
	 * Name of the authorizer for clients that name none. When there is no authorizer at
	 * all, neither configured nor a bean, there is one for a generated user, and it is
	 * the default one.
	 */
	private @Nullable String defaultAuthorizer;

	/**
	 * Authorizers by name. Each has 'status' (ACTIVE or INACTIVE), and decides by one of
	 * 'users' (passwords by user name), 'lambda.handler' (name of a Lambda class on the
	 * class path), 'lambda.url' (URL of the invoke API), or a bean of its name; or, with
	 * 'signing-keys', by a genuine token alone. 'lambda.timeout' is at most 5 seconds.
	 * 'lambda.environment' has variables that the class reads. 'token-key-name' and
	 * 'signing-keys' are the parameter that carries a signed token, and up to two RSA
	 * public keys as PEM text or resource location; 'signing-disabled' says that there
	 * are none. 'policy' (JSON text or resource location), 'disconnect-after' and
	 * 'refresh-after' (5 minutes to 1 day) belong to 'users' and 'signing-keys'. Without
	 * a policy a client may connect with its own client id, and publish, subscribe and
	 * receive only on topics below that id. Names with more than letters, digits and '-'
	 * go into square brackets.
	 */
	private Map<String, Authorizer> authorizers = new LinkedHashMap<>();

	/**
	 * Registered certificates of clients by a name of choice. When there is one, clients
	 * need a registered certificate besides the authorizer, over TLS and not over
	 * WebSocket, as with AWS's authentication type CUSTOM_AUTH_X509. Each has
	 * 'certificate' (PEM text or resource location) and may have 'policy' (JSON text or
	 * resource location), which permits besides what the authorizer permits. Names with
	 * more than letters, digits and '-' go into square brackets.
	 */
	private Map<String, Certificate> certificates = new LinkedHashMap<>();

	/**
	 * Limits of AWS IoT Core by name, and whether the endpoint keeps them. All are kept
	 * by default, but for 'publish-rate', 'queued-delivery' and 'retained-rate' in tests.
	 * A log line about a limit names the key that switches it off.
	 */
	private Map<Limit, Boolean> limits = new LinkedHashMap<>();

	/**
	 * Whether to publish AWS's lifecycle events on '$aws/events/...'.
	 */
	private boolean lifecycleEvents = true;

	/**
	 * How many times faster the time passes after which an authorizer is asked again, and
	 * its connections end. With 300, five minutes take a second.
	 */
	private double timeScale = 1;

	public Map<Limit, Boolean> getLimits() {
		return this.limits;
	}

	public void setLimits(Map<Limit, Boolean> limits) {
		this.limits = limits;
	}

	// Return the limits that are not kept, given those that are not unless a property
	// says so.
	Set<Limit> disabledLimits(Set<Limit> disabledByDefault) {
		Set<Limit> disabled = EnumSet.noneOf(Limit.class);
		disabled.addAll(disabledByDefault);
		this.limits.forEach((limit, kept) -> {
			// an empty value is the same as none
			if (Boolean.TRUE.equals(kept)) {
				disabled.remove(limit);
			}
			else if (Boolean.FALSE.equals(kept)) {
				disabled.add(limit);
			}
		});
		return disabled;
	}

	public boolean isLifecycleEvents() {
		return this.lifecycleEvents;
	}

	public void setLifecycleEvents(boolean lifecycleEvents) {
		this.lifecycleEvents = lifecycleEvents;
	}

	public double getTimeScale() {
		return this.timeScale;
	}

	public void setTimeScale(double timeScale) {
		this.timeScale = timeScale;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getAddress() {
		return this.address;
	}

	public void setAddress(String address) {
		this.address = StringUtils.hasText(address) ? address.strip() : DEFAULT_ADDRESS;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public @Nullable Path getCaFile() {
		return this.caFile;
	}

	public void setCaFile(@Nullable Path caFile) {
		this.caFile = caFile;
	}

	public @Nullable String getDefaultAuthorizer() {
		return this.defaultAuthorizer;
	}

	public void setDefaultAuthorizer(@Nullable String defaultAuthorizer) {
		this.defaultAuthorizer = StringUtils.hasText(defaultAuthorizer) ? defaultAuthorizer : null;
	}

	public Map<String, Authorizer> getAuthorizers() {
		return this.authorizers;
	}

	public void setAuthorizers(Map<String, Authorizer> authorizers) {
		this.authorizers = authorizers;
	}

	public Map<String, Certificate> getCertificates() {
		return this.certificates;
	}

	public void setCertificates(Map<String, Certificate> certificates) {
		this.certificates = certificates;
	}

	/**
	 * One custom authorizer.
	 */
	public static class Authorizer {

		/**
		 * Whether the authorizer decides, or refuses every client.
		 */
		private AuthorizerStatus status = AuthorizerStatus.ACTIVE;

		/**
		 * Passwords by user name. Without users, a genuine token is enough.
		 */
		private Map<String, String> users = new LinkedHashMap<>();

		/**
		 * Name of the parameter that carries the token.
		 */
		private @Nullable String tokenKeyName;

		/**
		 * One or two RSA public keys of at least 2048 bits that verify tokens, by a name
		 * of choice. Each is the PEM text or a resource location.
		 */
		private Map<String, String> signingKeys = new LinkedHashMap<>();

		/**
		 * Whether clients connect without a signed token. By default they do when there
		 * are no signing keys.
		 */
		private @Nullable Boolean signingDisabled;

		/**
		 * Policy document for every client of this authorizer, as JSON text or resource
		 * location. By default a client may connect with its own client id, and publish,
		 * subscribe and receive only on topics below that id: '[client id]/...'.
		 */
		private @Nullable String policy;

		/**
		 * How long a connection may last, in answer to 'users' and tokens. At most and by
		 * default a day, at least 5 minutes. If a duration suffix is not specified,
		 * seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration disconnectAfter;

		/**
		 * After how long the authorizer is asked again, in answer to 'users' and tokens.
		 * At most a day, at least and by default 5 minutes. If a duration suffix is not
		 * specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration refreshAfter;

		private final Lambda lambda = new Lambda();

		public AuthorizerStatus getStatus() {
			return this.status;
		}

		public void setStatus(AuthorizerStatus status) {
			this.status = status;
		}

		public Map<String, String> getUsers() {
			return this.users;
		}

		public void setUsers(Map<String, String> users) {
			this.users = users;
		}

		public @Nullable String getTokenKeyName() {
			return this.tokenKeyName;
		}

		public void setTokenKeyName(@Nullable String tokenKeyName) {
			this.tokenKeyName = tokenKeyName;
		}

		public Map<String, String> getSigningKeys() {
			return this.signingKeys;
		}

		public void setSigningKeys(Map<String, String> signingKeys) {
			this.signingKeys = signingKeys;
		}

		public @Nullable Boolean getSigningDisabled() {
			return this.signingDisabled;
		}

		public void setSigningDisabled(@Nullable Boolean signingDisabled) {
			this.signingDisabled = signingDisabled;
		}

		public @Nullable String getPolicy() {
			return this.policy;
		}

		public void setPolicy(@Nullable String policy) {
			this.policy = policy;
		}

		public @Nullable Duration getDisconnectAfter() {
			return this.disconnectAfter;
		}

		public void setDisconnectAfter(@Nullable Duration disconnectAfter) {
			this.disconnectAfter = disconnectAfter;
		}

		public @Nullable Duration getRefreshAfter() {
			return this.refreshAfter;
		}

		public void setRefreshAfter(@Nullable Duration refreshAfter) {
			this.refreshAfter = refreshAfter;
		}

		public Lambda getLambda() {
			return this.lambda;
		}

	}

	/**
	 * One registered certificate of a client.
	 */
	public static class Certificate {

		/**
		 * Certificate of the client, as PEM text or resource location.
		 */
		private @Nullable String certificate;

		/**
		 * Policy document that is attached to the certificate, as JSON text or resource
		 * location. By default there is none, and clients may do what the authorizer
		 * permits.
		 */
		private @Nullable String policy;

		public @Nullable String getCertificate() {
			return this.certificate;
		}

		public void setCertificate(@Nullable String certificate) {
			this.certificate = certificate;
		}

		public @Nullable String getPolicy() {
			return this.policy;
		}

		public void setPolicy(@Nullable String policy) {
			this.policy = policy;
		}

	}

	/**
	 * A Lambda function that decides.
	 */
	public static class Lambda {

		/**
		 * Name of a class on the class path that implements RequestHandler or
		 * RequestStreamHandler of aws-lambda-java-core, to be run in this process.
		 */
		private @Nullable String handler;

		/**
		 * URL of a Lambda function behind the invoke API, for instance of AWS SAM or the
		 * Runtime Interface Emulator. Without a path, the path is
		 * '/2015-03-31/functions/function/invocations'.
		 */
		private @Nullable String url;

		/**
		 * How long the function may take, at most 5 seconds. If a duration suffix is not
		 * specified, seconds are used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(5);

		/**
		 * Environment variables that the class behind 'handler' reads. The environment of
		 * the process has to have them with these values, else startup fails. Names with
		 * '_' go into square brackets.
		 */
		private Map<String, String> environment = new LinkedHashMap<>();

		public @Nullable String getHandler() {
			return this.handler;
		}

		public void setHandler(@Nullable String handler) {
			this.handler = handler;
		}

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Map<String, String> getEnvironment() {
			return this.environment;
		}

		public void setEnvironment(Map<String, String> environment) {
			this.environment = environment;
		}

	}

}
