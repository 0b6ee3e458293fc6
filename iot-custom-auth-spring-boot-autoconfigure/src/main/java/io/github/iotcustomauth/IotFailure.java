package io.github.iotcustomauth;

import io.github.iotcustomauth.internal.text.PrintableText;

import org.springframework.util.Assert;

/**
 * Reason why a connection was lost or refused, or why an operation failed, with its code
 * and name and what to check. Contains no secrets.
 *
 * @param kind what kind of failure it is
 * @param code the MQTT 5 reason code (below 256), the error code of the AWS Common
 * Runtime, or {@code -1} when there is neither
 * @param name the name of the code, for instance {@code NOT_AUTHORIZED}
 * @param whatToCheck a sentence for the person on call
 */
public record IotFailure(Kind kind, int code, String name, String whatToCheck) {

	public IotFailure {
		Assert.notNull(kind, "'kind' must not be null");
		Assert.hasText(name, "'name' must not be empty");
		Assert.hasText(whatToCheck, "'whatToCheck' must not be empty");
		name = PrintableText.of(name);
		whatToCheck = PrintableText.line(whatToCheck);
	}

	@Override
	public String toString() {
		String shown = (this.code < 0) ? this.name
				: this.name + ((this.code < 256) ? " (0x%02X)" : " (%d)").formatted(this.code);
		return shown + ": " + this.whatToCheck;
	}

	/**
	 * Kind of a failure. Decides when the next attempt is made.
	 */
	public enum Kind {

		/**
		 * The network, the host name, TLS or the server failed.
		 */
		NETWORK,

		/**
		 * The authorizer or its policy denied the request.
		 */
		REJECTED,

		/**
		 * A limit of AWS IoT Core was exceeded.
		 */
		THROTTLED,

		/**
		 * Another client connected with the same client id.
		 */
		TAKEN_OVER,

		/**
		 * The credentials could not be obtained.
		 */
		CREDENTIALS,

		/**
		 * The outbox could not keep a message.
		 */
		OUTBOX,

		/**
		 * The connection was closed by its own application.
		 */
		CLOSED

	}

}
