package io.github.iotcustomauth.transport;

/**
 * How MQTT travels to AWS IoT Core. Custom authorizers are reachable on port 443 only
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
