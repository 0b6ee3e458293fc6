package io.github.iotcustomauth.internal.transport.crt;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import software.amazon.awssdk.crt.CRT;

/**
 * Failures for the error codes of the AWS Common Runtime.
 */
final class CrtFailures {

	static final int ACK_TIMEOUT = 5129;

	static final int USER_REQUESTED_STOP = 5153;

	static final int CLIENT_TERMINATED = 5155;

	static final int OFFLINE_QUEUE_POLICY = 5156;

	static final int HANG_UP = 5134;

	static final int SOCKET_CLOSED = 1051;

	private static final int WEBSOCKET_CLOSED = 2058;

	private CrtFailures() {
	}

	/**
	 * The failure for an error code.
	 * @param code the error code
	 * @param endpoint the host name of the endpoint
	 * @return the failure
	 */
	static IotFailure of(int code, String endpoint) {
		return new IotFailure(Kind.NETWORK, code, CRT.awsErrorName(code), whatToCheck(code, endpoint));
	}

	/**
	 * Whether an error code means that the server, or a proxy in front of it, closed the
	 * connection.
	 * @param code the error code
	 * @return whether it does
	 */
	static boolean isHangUp(int code) {
		return code == HANG_UP || code == SOCKET_CLOSED || code == WEBSOCKET_CLOSED;
	}

	private static String whatToCheck(int code, String endpoint) {
		return switch (code) {
			case 1059 ->
				"The host name " + endpoint + " cannot be resolved; check 'aws.iot.custom-auth.endpoint' and DNS";
			case 1047 -> "Nothing listens at " + endpoint + "; check 'aws.iot.custom-auth.port' and the firewall";
			case 1048 -> endpoint + " does not answer; check the firewall and whether a proxy is needed";
			case 1029 -> "TLS failed: the certificate of " + endpoint
					+ " is not trusted or not for this host name (check 'aws.iot.custom-auth.ssl.bundle'), "
					+ "or the server knows no MQTT at this port (custom authorizers are reached on port 443)";
			case 1067 ->
				endpoint + " accepts connections but does not answer in TLS; check the port and proxies between";
			case 2065 ->
				"The server refused the WebSocket upgrade; check that endpoint and port belong to AWS IoT Core";
			case 2071 -> "The HTTP proxy refused the connection; check its address and credentials";
			case HANG_UP -> "The server hung up without a reason, as AWS IoT Core does when the policy does not allow "
					+ "an operation, or when it refuses the credentials";
			case 1031, SOCKET_CLOSED, WEBSOCKET_CLOSED -> "The connection was closed by the network or the server";
			case 5151 -> "The server accepted the network connection but did not answer to CONNECT; "
					+ "the authorizer may be too slow (AWS allows it 5 seconds)";
			case 5152 -> "The server did not answer to PINGREQ; the network connection is dead";
			case 5149 -> "The server sent something that is not MQTT 5";
			case ACK_TIMEOUT ->
				"The server did not acknowledge in time; it may have executed the operation all the same";
			default -> CRT.awsErrorString(code);
		};
	}

}
