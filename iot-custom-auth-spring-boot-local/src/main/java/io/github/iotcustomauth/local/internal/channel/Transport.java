package io.github.iotcustomauth.local.internal.channel;

import java.net.InetSocketAddress;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Properties of the transport that a client connected over.
 */
public final class Transport {

	private static final AttributeKey<ConnectAttempt.Upgrade> UPGRADE = AttributeKey.valueOf(Transport.class,
			"upgrade");

	private static final AttributeKey<ClientCertificate> CERTIFICATE = AttributeKey.valueOf(Transport.class,
			"certificate");

	private Transport() {
	}

	public static void setClientCertificate(Channel channel, ClientCertificate certificate) {
		channel.attr(CERTIFICATE).set(certificate);
	}

	public static @Nullable ClientCertificate getClientCertificate(Channel channel) {
		return channel.attr(CERTIFICATE).get();
	}

	public static void setUpgrade(Channel channel, ConnectAttempt.Upgrade upgrade) {
		channel.attr(UPGRADE).set(upgrade);
	}

	public static ConnectAttempt.@Nullable Upgrade getUpgrade(Channel channel) {
		return channel.attr(UPGRADE).get();
	}

	public static @Nullable String getServerName(Channel channel) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls != null && tls.engine().getSession() instanceof ExtendedSSLSession session) {
			List<SNIServerName> names = session.getRequestedServerNames();
			if (!names.isEmpty() && names.get(0) instanceof SNIHostName name) {
				return name.getAsciiName();
			}
		}
		return null;
	}

	public static String getSourceAddress(Channel channel) {
		return (channel.remoteAddress() instanceof InetSocketAddress address)
				? NetUtil.toAddressString(address.getAddress()) : "127.0.0.1";
	}

	public static String describe(Channel channel, boolean mqtt5) {
		return (mqtt5 ? "MQTT 5" : "MQTT 3.1.1") + ((getUpgrade(channel) != null) ? " over WebSocket" : " over TLS");
	}

}
