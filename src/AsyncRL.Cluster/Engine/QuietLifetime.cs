using Microsoft.Extensions.Hosting;

namespace AsyncRL.Cluster.Engine;

/// <summary>Leaves signals to the command, which saves the run before it ends.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
