from heard.config.command import main

main()
