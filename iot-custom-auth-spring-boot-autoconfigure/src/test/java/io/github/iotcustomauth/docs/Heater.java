package io.github.iotcustomauth.docs;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;

record Heater(IotConnection connection) {

	void answer() {
		this.connection.subscribe(TopicFilter.of("home/+/heater/status"), Qos.AT_LEAST_ONCE, (question) -> {
			String responseTopic = question.responseTopic();
			if (responseTopic != null) {
				this.connection.publish(IotMessage.to(responseTopic)
					.correlationData(question.correlationData())
					.payload("{\"degrees\":21}")
					.build());
			}
		});
	}

}
