package io.github.iotcustomauth.internal.outbox;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.store.PublishStore;

/**
 * Why the outbox does not take or send a message.
 */
final class OutboxFailures {

	static final IotFailure FULL = IotFailure.of(FailureReason.OUTBOX_FULL);

	static final IotFailure UNAVAILABLE = IotFailure.of(FailureReason.OUTBOX_UNAVAILABLE);

	static final IotFailure TIMED_OUT = IotFailure.of(FailureReason.OUTBOX_TIMED_OUT);

	static final IotFailure UNCERTAIN = IotFailure.of(FailureReason.OUTBOX_UNCERTAIN);

	static final IotFailure UNKNOWN = IotFailure.of(FailureReason.OUTBOX_UNCERTAIN,
			"Check it: the commit of the message has failed, and the message may still be sent");

	static final IotFailure GONE = IotFailure.of(FailureReason.OUTBOX_FAILED,
			"Check what else deletes rows of its table: the message was removed before it was sent");

	static final IotFailure READ_ONLY = IotFailure.of(FailureReason.OUTBOX_FAILED,
			"The transaction is read-only: publish in one that may write");

	static final IotFailure ROLLED_BACK = IotFailure.of(FailureReason.TRANSACTION_ROLLED_BACK);

	private OutboxFailures() {
	}

	/**
	 * The failure of a publish that the store could not take.
	 * @param ex the exception of the store
	 * @return the failure
	 */
	static IotFailure of(RuntimeException ex) {
		if (ex instanceof PublishStore.UncertainException) {
			return UNKNOWN;
		}
		return IotFailure.of((ex instanceof PublishStore.FullException) ? FailureReason.OUTBOX_DISK_FULL
				: FailureReason.OUTBOX_FAILED);
	}

}
