package io.github.iotcustomauth.local.internal.protocol;

import io.github.iotcustomauth.local.MessageProperties;
import io.github.iotcustomauth.local.policy.PolicyDecision;

/**
 * Hears what happens at the endpoint. Called on its event loop: must not block.
 */
public interface EndpointListener {

	/**
	 * A CONNECT packet has arrived.
	 * @param clientId the client id as presented, not checked yet
	 */
	void connecting(String clientId);

	/**
	 * A client has got its successful CONNACK.
	 * @param clientId the client id
	 * @param detail protocol version and transport
	 */
	void connected(String clientId, String detail);

	/**
	 * The authorizer was asked again, and granted what it had.
	 * @param clientId the client id
	 * @param principalId the principal
	 */
	void refreshed(String clientId, String principalId);

	/**
	 * A connection attempt was refused.
	 * @param clientId the client id, perhaps too long, empty when none was presented
	 * @param rule the rule that was broken
	 */
	void refused(String clientId, String rule);

	/**
	 * A connected client is gone.
	 * @param clientId the client id
	 * @param reason the name that AWS gives to the reason
	 * @param detail more about it
	 */
	void disconnected(String clientId, String reason, String detail);

	/**
	 * A subscription was granted.
	 * @param clientId the client id
	 * @param filter the topic filter
	 */
	void subscribed(String clientId, String filter);

	/**
	 * A subscription was given up.
	 * @param clientId the client id
	 * @param filter the topic filter
	 */
	void unsubscribed(String clientId, String filter);

	/**
	 * A message was accepted.
	 * @param clientId the client id
	 * @param topic the topic
	 * @param payload the payload, which belongs to the listener
	 * @param qos the QoS
	 * @param retained whether it is to be retained
	 * @param properties the properties of MQTT 5
	 */
	void published(String clientId, String topic, byte[] payload, int qos, boolean retained,
			MessageProperties properties);

	/**
	 * A packet of a connected client was denied or a message for it withheld.
	 * @param clientId the client id
	 * @param rule the rule that was broken
	 */
	void denied(String clientId, String rule);

	/**
	 * The policies of a client have decided about an action.
	 * @param clientId the client id, empty for a request over HTTPS
	 * @param decision the decision
	 */
	void decided(String clientId, PolicyDecision decision);

}
