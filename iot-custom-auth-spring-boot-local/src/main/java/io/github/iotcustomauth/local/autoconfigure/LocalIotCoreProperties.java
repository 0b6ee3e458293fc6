package io.github.iotcustomauth.local.autoconfigure;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.gateway.Limit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the local AWS IoT Core endpoint.
 */
@ConfigurationProperties(LocalIotCoreProperties.PREFIX)
public class LocalIotCoreProperties {

	static final String PREFIX = "aws.iot.custom-auth.local";

	/**
	 * Whether to start the local endpoint.
	 */
	private boolean enabled = true;

	/**
	 * Port of the loopback interface to listen on, for MQTT over TLS and over WebSocket.
	 * Zero takes any free port.
	 */
	private int port;

	/**
	 * File to write the certificate of the endpoint's certificate authority to, as PEM.
	 * Replaced at every start. Not needed by clients in the same application.
	 */
	private @Nullable Path caFile;

	/**
	 * Name of the authorizer for clients that name none. When no authorizer is configured
	 * at all, there is one for a generated user, and it is the default one.
	 */
	private @Nullable String defaultAuthorizer;

	/**
	 * Authorizers by name. Each has 'users' (passwords by user name), 'token-key-name'
	 * and 'signing-keys' (the parameter that carries a signed token, and up to two RSA
	 * public keys as PEM text or resource location), 'signing-disabled', and 'policy'
	 * (JSON text or resource location). Without a policy a client may connect with its
	 * own client id, and publish, subscribe and receive only on topics below that id.
	 * Names with more than letters, digits and '-' go into square brackets.
	 */
	private Map<String, Authorizer> authorizers = new LinkedHashMap<>();

	/**
	 * Limits of AWS IoT Core that the endpoint does not keep.
	 */
	private Set<Limit> disabledLimits = new LinkedHashSet<>();

	/**
	 * Whether to publish AWS's lifecycle events on '$aws/events/...'.
	 */
	private boolean lifecycleEvents = true;

	/**
	 * How many times faster the time passes after which an authorizer is asked again, and
	 * its connections end. With 300, five minutes take a second.
	 */
	private double timeScale = 1;

	public Set<Limit> getDisabledLimits() {
		return this.disabledLimits;
	}

	public void setDisabledLimits(Set<Limit> disabledLimits) {
		this.disabledLimits = disabledLimits;
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
		this.defaultAuthorizer = defaultAuthorizer;
	}

	public Map<String, Authorizer> getAuthorizers() {
		return this.authorizers;
	}

	public void setAuthorizers(Map<String, Authorizer> authorizers) {
		this.authorizers = authorizers;
	}

	/**
	 * One custom authorizer.
	 */
	public static class Authorizer {

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

	}

}
