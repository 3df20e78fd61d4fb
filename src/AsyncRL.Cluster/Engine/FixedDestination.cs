using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncRL.Cluster.Engine;

/// <summary>
/// Connects to where the learner really is, whatever the engine calls it. A silo drops what is addressed to a gateway of another
/// name, and a learner that listens at all addresses of its machine, or behind a relay, has as many names as ways lead to it.
/// </summary>
/// <param name="sockets">The engine's own connections.</param>
/// <param name="destination">Where the learner is.</param>
internal sealed class FixedDestination(IConnectionFactory sockets, EndPoint destination) : IConnectionFactory
{
    /// <inheritdoc/>
    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        sockets.ConnectAsync(destination, cancellationToken);

    /// <summary>Puts itself before the engine's connections.</summary>
    /// <param name="services">The services of a client, the engine's among them.</param>
    /// <param name="destination">Where the learner is.</param>
    public static void AddTo(IServiceCollection services, EndPoint destination)
    {
        for (int i = 0; i < services.Count; i++)
        {
            ServiceDescriptor own = services[i];
            if (own.ServiceType == typeof(IConnectionFactory) && own.IsKeyedService)
            {
                services[i] = ServiceDescriptor.KeyedSingleton<IConnectionFactory>(
                    own.ServiceKey, (provider, key) => new FixedDestination(Make(own, provider, key), destination));
            }
        }
    }

    private static IConnectionFactory Make(ServiceDescriptor own, IServiceProvider provider, object? key) =>
        (IConnectionFactory)(own.KeyedImplementationInstance
            ?? own.KeyedImplementationFactory?.Invoke(provider, key)
            ?? ActivatorUtilities.CreateInstance(provider, own.KeyedImplementationType!));
}
