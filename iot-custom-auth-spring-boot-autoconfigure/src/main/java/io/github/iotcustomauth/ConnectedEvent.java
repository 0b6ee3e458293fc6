package io.github.iotcustomauth;

/**
 * Application event: the connection was established, CONNACK arrived. Published on a
 * thread of the application, in order with {@link DisconnectedEvent}, never on a native
 * event-loop thread.
 *
 * @param connection the name of the connection
 * @param clientId the client id
 * @param sessionPresent whether the server kept the session of the last connection
 */
public record ConnectedEvent(String connection, String clientId, boolean sessionPresent) {
}
