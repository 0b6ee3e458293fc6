package io.github.iotcustomauth.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.metering.ListenerMeters;

/**
 * Meters that keep what they are told, one line an event.
 */
public class RecordedMeters implements ConnectionMeters {

	private final List<String> events = new CopyOnWriteArrayList<>();

	/**
	 * What happened.
	 * @return the events in their order, with times in milliseconds
	 */
	public List<String> events() {
		return this.events;
	}

	private void add(String event, long nanos) {
		this.events.add(event + " " + Duration.ofNanos(nanos).toMillis());
	}

	@Override
	public void connected(long nanos) {
		add("connected", nanos);
	}

	@Override
	public void connectFailed(FailureReason reason, long nanos) {
		add("connect failed " + reason, nanos);
	}

	@Override
	public void recovered(long nanos) {
		add("recovered", nanos);
	}

	@Override
	public void rotated() {
		this.events.add("rotated");
	}

	@Override
	public void published() {
		this.events.add("published");
	}

	@Override
	public void publishFailed(FailureReason reason) {
		this.events.add("publish failed " + reason);
	}

	@Override
	public void publishCanceled() {
		this.events.add("publish canceled");
	}

	@Override
	public void acknowledged(long nanos) {
		add("acknowledged", nanos);
	}

	@Override
	public void paced(long nanos) {
		add("paced", nanos);
	}

	@Override
	public void dropped(DropReason reason) {
		this.events.add("dropped " + reason);
	}

	@Override
	public ListenerMeters listener(String id) {
		return new ListenerMeters() {

			@Override
			public void received() {
				RecordedMeters.this.events.add(id + " received");
			}

			@Override
			public void handled(long since, boolean success) {
				RecordedMeters.this.events.add(id + (success ? " handled" : " failed"));
			}

			@Override
			public void leftToServer() {
				RecordedMeters.this.events.add(id + " left to the server");
			}

			@Override
			public void dropped() {
				RecordedMeters.this.events.add(id + " dropped");
			}

		};
	}

}
