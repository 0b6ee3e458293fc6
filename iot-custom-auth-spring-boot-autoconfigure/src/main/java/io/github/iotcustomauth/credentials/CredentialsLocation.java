package io.github.iotcustomauth.credentials;

/**
 * Part of the connection request that carries authorizer name, token and signature. User
 * name and password always travel in the CONNECT packet.
 */
public enum CredentialsLocation {

	/**
	 * In the query of the CONNECT user name.
	 */
	CONNECT,

	/**
	 * In the headers of the WebSocket upgrade request; further parameters in its query.
	 */
	HEADERS,

	/**
	 * In the query of the WebSocket upgrade request.
	 */
	QUERY

}
