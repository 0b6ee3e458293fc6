package io.github.iotcustomauth.local.internal.protocol;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.github.iotcustomauth.local.ClientConnection;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.policy.ConnectAttribute;
import io.github.iotcustomauth.local.policy.ConnectContext;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * A CONNECT packet, and what AWS IoT Core makes of the values in it.
 *
 * @param clientId the client id, assigned by the endpoint when the client sent none
 * @param assigned whether the client id was assigned
 * @param header the variable header of the packet
 * @param username the user name
 * @param password the password in base64
 * @param will the last will
 * @param limits the limits to keep
 */
public record ConnectRequest(String clientId, boolean assigned, MqttConnectVariableHeader header,
		@Nullable String username, @Nullable String password, @Nullable Will will, Limits limits) {

	public static ConnectRequest of(MqttConnectMessage packet, Limits limits) {
		String presented = packet.payload().clientIdentifier();
		boolean assigned = presented.isEmpty();
		byte[] password = packet.payload().passwordInBytes();
		return new ConnectRequest(assigned ? UUID.randomUUID().toString() : presented, assigned,
				packet.variableHeader(), packet.payload().userName(),
				(password != null) ? Base64.getEncoder().encodeToString(password) : null, Will.of(packet), limits);
	}

	int version() {
		return this.header.version();
	}

	public boolean isMqtt5() {
		return version() == MqttVersion.MQTT_5.protocolLevel();
	}

	// Return what identifies the session: MQTT 3.1.1 and MQTT 5 do not share any.
	public String sessionKey() {
		return sessionKey(version(), this.clientId);
	}

	private static String sessionKey(int version, String clientId) {
		return version + "/" + clientId;
	}

	// Return what identifies the sessions that a client may have.
	public static List<String> sessionKeys(String clientId) {
		return List.of(sessionKey(MqttVersion.MQTT_5.protocolLevel(), clientId),
				sessionKey(MqttVersion.MQTT_3_1_1.protocolLevel(), clientId));
	}

	public ConnectAttempt toAttempt(@Nullable String serverName, ConnectAttempt.@Nullable Upgrade upgrade,
			@Nullable ClientCertificate certificate, String sourceAddress) {
		return new ConnectAttempt(version(), this.clientId, this.username, this.password, serverName, upgrade,
				this.assigned, UUID.randomUUID().toString(), certificate, sourceAddress);
	}

	public int keepAliveSeconds() {
		return this.limits.keepAliveSeconds(this.header.keepAliveTimeSeconds());
	}

	boolean isKeepAliveChanged() {
		return keepAliveSeconds() != this.header.keepAliveTimeSeconds();
	}

	public long sessionExpirySeconds() {
		return Math.min(askedSessionExpiry(), this.limits.sessionExpirySeconds());
	}

	// Return for how long the session is kept after the connection.
	public long keptSeconds() {
		if (isMqtt5()) {
			return sessionExpirySeconds();
		}
		return this.header.isCleanSession() ? 0 : Limits.MAX_SESSION_EXPIRY_SECONDS;
	}

	// Return what can be told about a connection that begins now.
	public ClientConnection toConnection(@Nullable SocketAddress source, @Nullable SocketAddress target) {
		return new ClientConnection(this.clientId, true, keptSeconds() == 0, this.header.keepAliveTimeSeconds(),
				keptSeconds(), Instant.now(), null, (source instanceof InetSocketAddress address) ? address : null,
				(target instanceof InetSocketAddress address) ? address : null);
	}

	boolean isSessionExpiryChanged() {
		return askedSessionExpiry() != sessionExpirySeconds();
	}

	private long askedSessionExpiry() {
		return PacketProperties.unsigned(this.header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
	}

	/**
	 * Return what the attempt asks for besides the connection. That a session counts as
	 * persistent when it outlives the connection in MQTT 5 is our choice.
	 */
	public Set<ConnectAttribute> attributes() {
		Set<ConnectAttribute> attributes = EnumSet.noneOf(ConnectAttribute.class);
		if (isMqtt5() ? sessionExpirySeconds() > 0 : !this.header.isCleanSession()) {
			attributes.add(ConnectAttribute.PERSISTENT_CONNECT);
		}
		if (this.will != null) {
			attributes.add(ConnectAttribute.LAST_WILL);
		}
		return attributes;
	}

	public ConnectContext connectContext() {
		return new ConnectContext(attributes(), (this.will != null) ? this.will.topic() : null);
	}

	public int receiveMaximum() {
		return (int) Math.min(this.limits.inFlight(), PacketProperties.unsigned(this.header.properties(),
				MqttProperties.RECEIVE_MAXIMUM, this.limits.inFlight()));
	}

	// Return the size of the largest packet that the client takes.
	public long maximumPacketBytes() {
		return PacketProperties.unsigned(this.header.properties(), MqttProperties.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
	}

	/**
	 * Names what can be shown; user name and password are secrets.
	 */
	@Override
	public String toString() {
		return "ConnectRequest[clientId=" + this.clientId + ", version=" + version() + "]";
	}

}
