package io.github.iotcustomauth.local;

/**
 * Failure of a call of AWS IoT Core's data plane, such as a direct message to a client
 * that is not connected.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html">Direct
 * messaging</a>
 */
public class DataPlaneException extends RuntimeException {

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason the kind of failure
	 * @param message what failed, without secrets
	 */
	public DataPlaneException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Return the kind of failure.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Kind of failure, with its HTTP status and the name that AWS's clients know it by.
	 */
	public enum Reason {

		/**
		 * A parameter is invalid.
		 */
		INVALID_REQUEST(400, "InvalidRequestException"),

		/**
		 * The authorizer refuses the caller.
		 */
		UNAUTHORIZED(401, "UnauthorizedException"),

		/**
		 * A policy does not allow the call, or the receiver to receive the message.
		 */
		FORBIDDEN(403, "ForbiddenException"),

		/**
		 * There is no such connection, session or retained message.
		 */
		NOT_FOUND(404, "ResourceNotFoundException"),

		/**
		 * There is no such call.
		 */
		METHOD_NOT_ALLOWED(405, "MethodNotAllowedException"),

		/**
		 * The payload is too large.
		 */
		PAYLOAD_TOO_LARGE(413, "RequestEntityTooLargeException"),

		/**
		 * The receiver takes no further message now.
		 */
		THROTTLED(429, "ThrottlingException"),

		/**
		 * The endpoint failed.
		 */
		INTERNAL_FAILURE(500, "InternalFailureException"),

		/**
		 * The receiver has not acknowledged the message in time.
		 */
		NOT_ACKNOWLEDGED(504, "GatewayTimeoutException");

		private final int status;

		private final String errorType;

		Reason(int status, String errorType) {
			this.status = status;
			this.errorType = errorType;
		}

		/**
		 * Return the HTTP status.
		 * @return the status
		 */
		public int status() {
			return this.status;
		}

		/**
		 * Return the name of AWS's exception.
		 * @return the name
		 */
		public String errorType() {
			return this.errorType;
		}

	}

}
