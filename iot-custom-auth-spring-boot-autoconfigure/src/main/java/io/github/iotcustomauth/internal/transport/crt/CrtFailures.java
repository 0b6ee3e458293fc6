package io.github.iotcustomauth.internal.transport.crt;

import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
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

	private static final Map<Integer, FailureReason> REASONS = Map.ofEntries(Map.entry(1029, FailureReason.TLS_FAILED),
			Map.entry(1178, FailureReason.CONNECTION_LOST), Map.entry(1031, FailureReason.CONNECTION_LOST),
			Map.entry(1044, FailureReason.CONNECTION_LOST), Map.entry(1049, FailureReason.NETWORK_UNREACHABLE),
			Map.entry(1050, FailureReason.NETWORK_UNREACHABLE), Map.entry(1058, FailureReason.HOST_NOT_FOUND),
			Map.entry(1060, FailureReason.HOST_NOT_FOUND), Map.entry(1195, FailureReason.HOST_NOT_FOUND),
			Map.entry(1047, FailureReason.CONNECTION_REFUSED), Map.entry(1048, FailureReason.NETWORK_TIMEOUT),
			Map.entry(SOCKET_CLOSED, FailureReason.CONNECTION_LOST), Map.entry(1059, FailureReason.HOST_NOT_FOUND),
			Map.entry(1067, FailureReason.TLS_TIMEOUT), Map.entry(WEBSOCKET_CLOSED, FailureReason.CONNECTION_LOST),
			Map.entry(2065, FailureReason.UPGRADE_REFUSED), Map.entry(2071, FailureReason.PROXY_FAILED),
			Map.entry(ACK_TIMEOUT, FailureReason.NOT_ACKNOWLEDGED), Map.entry(HANG_UP, FailureReason.CONNECTION_LOST),
			Map.entry(5149, FailureReason.PROTOCOL_MISMATCH), Map.entry(5151, FailureReason.CONNACK_TIMEOUT),
			Map.entry(5152, FailureReason.PING_TIMEOUT));

	// with a proxy, the network connection is one to the proxy
	private static final Set<FailureReason> UNREACHABLE = Set.of(FailureReason.HOST_NOT_FOUND,
			FailureReason.CONNECTION_REFUSED, FailureReason.NETWORK_TIMEOUT, FailureReason.NETWORK_UNREACHABLE);

	private static final Set<FailureReason> UNCLEAR = Set.of(FailureReason.TLS_FAILED, FailureReason.TLS_TIMEOUT,
			FailureReason.CONNECT_TIMEOUT, FailureReason.PROXY_FAILED);

	private CrtFailures() {
	}

	/**
	 * The failure for an error code.
	 * @param code the error code
	 * @return the failure
	 */
	static IotFailure of(int code) {
		FailureReason reason = REASONS.get(code);
		return (reason != null) ? IotFailure.of(reason).withDetail(code, CRT.awsErrorName(code))
				: IotFailure.of(FailureReason.NATIVE_ERROR)
					.withDetail(code, CRT.awsErrorName(code) + ": " + CRT.awsErrorString(code));
	}

	/**
	 * The failure for the error code of an attempt that is made through an HTTP proxy.
	 * @param code the error code
	 * @return the failure
	 */
	static IotFailure throughProxy(int code) {
		IotFailure failure = of(code);
		return UNREACHABLE.contains(failure.reason())
				? IotFailure.of(FailureReason.PROXY_UNREACHABLE).withDetail(code, failure.detail()) : failure;
	}

	/**
	 * Whether the failure of an attempt may be one of TLS or of the proxy, without saying
	 * which. A connection over TLS is closed with another code.
	 * @param failure the failure
	 * @return whether it may
	 */
	static boolean isUnclear(IotFailure failure) {
		return UNCLEAR.contains(failure.reason()) || failure.code() == SOCKET_CLOSED;
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

}
