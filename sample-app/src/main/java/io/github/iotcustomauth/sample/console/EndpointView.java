package io.github.iotcustomauth.sample.console;

import java.time.Instant;
import java.util.List;

/**
 * The local endpoint as the page shows it.
 *
 * @param address host name and port
 * @param clients the clients, those that connected last at the end
 * @param calls the last calls of the authorizers, oldest first
 * @param decisions the last decisions of the policies, the newest one last
 */
record EndpointView(String address, List<Client> clients, List<AuthorizerCall> calls, List<Decision> decisions) {

	/**
	 * A client.
	 *
	 * @param clientId the client id
	 * @param connected whether it is connected
	 * @param since when that was noticed
	 * @param detail protocol and transport, or why it is not connected
	 */
	record Client(String clientId, boolean connected, Instant since, String detail) {
	}

}
