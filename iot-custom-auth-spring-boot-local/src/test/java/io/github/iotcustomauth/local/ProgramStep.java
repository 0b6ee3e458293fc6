package io.github.iotcustomauth.local;

import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;

/**
 * Step of a {@link RandomProgram}. Clients have numbers, topics and filters lack the
 * prefix of the program.
 */
sealed interface ProgramStep {

	void run(ProgramRun run) throws Exception;

	/**
	 * Connect, be it in place of the present connection.
	 *
	 * @param client the client
	 * @param clean whether an existing session is discarded
	 * @param persistent whether the session outlives the connection
	 */
	record Connect(int client, boolean clean, boolean persistent) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.settleBefore(this.client);
			run.client(this.client).connect(this.clean, this.persistent);
		}

	}

	/**
	 * End a connection.
	 *
	 * @param client the client
	 * @param orderly whether with a DISCONNECT
	 */
	record Leave(int client, boolean orderly) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.settleBefore(this.client);
			run.client(this.client).leave(this.orderly);
		}

	}

	/**
	 * Subscribe.
	 *
	 * @param client the client
	 * @param filter the filter
	 * @param qos the maximum QoS
	 * @param retained how retained messages are handled, in MQTT 5
	 * @param retainAsPublished whether the RETAIN flag of the publisher is kept
	 */
	record Subscribe(int client, ProgramFilter filter, int qos, RetainedHandlingPolicy retained,
			boolean retainAsPublished) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.client(this.client).subscribe(this);
			run.subscribed(this.client, this.filter);
		}

	}

	/**
	 * Unsubscribe.
	 *
	 * @param client the client
	 * @param filter the filter
	 */
	record Unsubscribe(int client, ProgramFilter filter) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.settleBefore(this.client);
			run.client(this.client).unsubscribe(this.filter);
			run.unsubscribed(this.client, this.filter);
		}

	}

	/**
	 * Publish.
	 *
	 * @param client the client
	 * @param topic the topic
	 * @param qos the QoS
	 * @param retain whether the message is to be retained
	 * @param payload the payload, empty to end the retention
	 */
	record Publish(int client, String topic, int qos, boolean retain, String payload) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.published(this);
			run.client(this.client).publish(this);
		}

	}

	/**
	 * Send no PUBACK from now on.
	 *
	 * @param client the client
	 */
	record Hold(int client) implements ProgramStep {

		@Override
		public void run(ProgramRun run) throws Exception {
			run.client(this.client).settle();
			run.client(this.client).setHolding(true);
		}

	}

	/**
	 * Send the oldest PUBACKs that were held back.
	 *
	 * @param client the client
	 * @param most the number of them, {@link #ALL} to go on as usual
	 */
	record Acknowledge(int client, int most) implements ProgramStep {

		static final int ALL = Integer.MAX_VALUE;

		@Override
		public void run(ProgramRun run) throws Exception {
			run.client(this.client).settle();
			run.client(this.client).acknowledge(this.most);
		}

	}

}
