package io.github.iotcustomauth.autoconfigure;

import java.util.List;

import io.github.iotcustomauth.internal.transport.MqttTransportFactory;

/**
 * What a connection of the application is made of.
 *
 * @param name its name
 * @param properties its properties
 * @param details where it connects to
 * @param customizers have the last word on its settings
 * @param beans the beans that may use the connection themselves
 * @param transports makes its transports
 */
record ConnectionTemplate(String name, IotCustomAuthProperties properties, IotConnectionDetails details,
		List<IotConnectionCustomizer> customizers, ApplicationBeans beans, MqttTransportFactory transports) {
}
