package io.github.iotcustomauth.local.autoconfigure;

/**
 * Credentials with which a client connects to the local endpoint.
 *
 * @param authorizerName the name of the authorizer
 * @param username the user name, without a query
 * @param password the password
 */
public record LocalCredentials(String authorizerName, String username, String password) {

	/**
	 * Leaves the password out.
	 */
	@Override
	public String toString() {
		return "LocalCredentials[authorizerName=" + this.authorizerName + ", username=" + this.username + "]";
	}

}
