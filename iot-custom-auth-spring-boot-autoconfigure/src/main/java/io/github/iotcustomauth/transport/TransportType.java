package io.github.iotcustomauth.transport;

/**
 * Transport of the MQTT connection. Custom authorizers are reachable on port 443 only
 * (AWS IoT Core developer guide, "Device communication protocols").
 */
public enum TransportType {

	/**
	 * MQTT over a WebSocket at {@code /mqtt}, without ALPN.
	 */
	WEBSOCKET,

	/**
	 * MQTT directly over TLS, with the ALPN protocol {@code mqtt}.
	 */
	TLS

}
