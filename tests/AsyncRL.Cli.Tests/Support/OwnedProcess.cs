using System.Diagnostics;

namespace AsyncRL.Cli.Tests.Support;

/// <summary>A process that does not outlive the test that started it, whatever the test finds.</summary>
internal sealed class OwnedProcess : Process
{
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing && !HasExited)
            {
                Kill(entireProcessTree: true);
                WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // It was never started.
        }

        base.Dispose(disposing);
    }
}
