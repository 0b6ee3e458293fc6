package io.github.iotcustomauth.internal.outbox;

import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.publishing.PublishRow;

/**
 * Row of the outbox that a publish has.
 *
 * @param number its number
 * @param window the window that it is part of
 * @param removals takes it when it is done with
 */
record StoredRow(long number, OutboxWindow window, OutboxRemovals removals) implements PublishRow {

	@Override
	public void remove() {
		this.removals.remove(this.number);
	}

	@Override
	public void setAside(IotFailure reason) {
		this.removals.setAside(this.number, reason.reason(), null);
	}

	@Override
	public void canceled() {
		if (this.window.withdraw(this.number)) {
			remove();
		}
	}

}
