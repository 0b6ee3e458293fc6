package io.github.iotcustomauth.local.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;

import javax.security.auth.Subject;

import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the gateway alone, and only for what MQTT needs.
 */
final class GatewayOnlySecurity implements ActiveMQSecurityManager5 {

	private static final Set<CheckType> MQTT_NEEDS = EnumSet.of(CheckType.SEND, CheckType.CONSUME,
			CheckType.CREATE_ADDRESS, CheckType.DELETE_ADDRESS, CheckType.CREATE_DURABLE_QUEUE,
			CheckType.DELETE_DURABLE_QUEUE, CheckType.CREATE_NON_DURABLE_QUEUE, CheckType.DELETE_NON_DURABLE_QUEUE);

	private final String username;

	private final byte[] password;

	GatewayOnlySecurity(String username, String password) {
		this.username = username;
		this.password = password.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public @Nullable Subject authenticate(@Nullable String user, @Nullable String password,
			RemotingConnection remotingConnection, String securityDomain) {
		if (!validateUser(user, password)) {
			return null;
		}
		// the broker warns about a subject without one
		return new Subject(true, Set.of(new UserPrincipal(this.username)), Set.of(), Set.of());
	}

	@Override
	public boolean authorize(@Nullable Subject subject, Set<Role> roles, CheckType checkType, String address) {
		return subject != null && MQTT_NEEDS.contains(checkType);
	}

	@Override
	public boolean validateUser(@Nullable String user, @Nullable String password) {
		return this.username.equals(user) && password != null
				&& MessageDigest.isEqual(this.password, password.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public boolean validateUserAndRole(@Nullable String user, @Nullable String password, Set<Role> roles,
			CheckType checkType) {
		return validateUser(user, password) && MQTT_NEEDS.contains(checkType);
	}

}
