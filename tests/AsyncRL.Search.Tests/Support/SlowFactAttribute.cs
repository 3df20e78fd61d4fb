namespace AsyncRL.Search.Tests.Support;

/// <summary>A test that takes minutes: it runs only with ASYNCRL_SLOW_TESTS=1 in the environment.</summary>
internal sealed class SlowFactAttribute : FactAttribute
{
    public SlowFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("ASYNCRL_SLOW_TESTS") != "1")
        {
            Skip = "takes minutes; set ASYNCRL_SLOW_TESTS=1 to run it";
        }
    }
}
